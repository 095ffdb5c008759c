/** What a client reads of a channel's past that cannot ask for it. */
import { test } from 'node:test'
import { Ask } from '../../../ircd/core/ask.ts'
import { sayRecent } from '../../../ircd/features/history/recent.ts'
import { perform } from '../../play.ts'
import { Theatre } from '../../theatre.ts'

test('the newest messages, no older than one wants, unless the client asks by itself', async () => {
  await using theatre = await Theatre.open()
  await perform(
    theatre,
    `
  alice +
  alice > JOIN #tea
  alice > PRIVMSG #tea :one
  wait 10s
  alice > PRIVMSG #tea :two
  alice > PRIVMSG #tea :three
  bob   + batch
  carol + batch draft/chathistory
  bob   > JOIN #tea
  carol > JOIN #tea
  bob   <…
  carol <…
`,
  )
  const say = (name: string, limit: number, sinceMs?: number) => {
    const { session } = theatre.actors.get(name)!
    const ask = new Ask(theatre.server, session, 'JOIN', undefined)
    return sayRecent(ask, theatre.server.net.channel('#tea')!, limit, sinceMs)
  }
  for (const name of ['bob', 'carol']) {
    await say(name, 1)
    await say(name, 9, 5000)
    await say(name, 0)
  }
  await perform(
    theatre,
    `
  bob   < :irc.test BATCH +$a chathistory #tea
  bob   < @batch=$a :alice!~alice@192.0.2.1 PRIVMSG #tea :three
  bob   < :irc.test BATCH -$a
  bob   < :irc.test BATCH +$b chathistory #tea
  bob   < @batch=$b :alice!~alice@192.0.2.1 PRIVMSG #tea :two
  bob   < @batch=$b :alice!~alice@192.0.2.1 PRIVMSG #tea :three
  bob   < :irc.test BATCH -$b
  bob   <
  carol <
`,
  )
})
