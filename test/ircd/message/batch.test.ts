/** https://ircv3.net/specs/extensions/batch */
import { test } from 'node:test'
import { play } from '../../play.ts'

const scene = `
  bob   + echo-message
  bob   > JOIN #tea
  bob   > PRIVMSG #tea :one
  bob   > PRIVMSG #tea :two
`

test('a batch has a beginning, lines that name it, and an end; each has its own name', () =>
  play(`
  ${scene}
  alice + batch
  alice > JOIN #tea
  alice <…
  alice > CHATHISTORY LATEST #tea * 5
  alice < …:irc.test BATCH +$a chathistory #tea
  alice < @batch=$a :bob!~bob@192.0.2.1 PRIVMSG #tea :one
  alice < @batch=$a :bob!~bob@192.0.2.1 PRIVMSG #tea :two
  alice < :irc.test BATCH -$a
  alice > CHATHISTORY LATEST #tea * 1
  alice <> BATCH +$a
  alice < …:irc.test BATCH +$b chathistory #tea
  alice < @batch=$b :bob!~bob@192.0.2.1 PRIVMSG #tea :two
  alice < :irc.test BATCH -$b
`))

test('who did not enable batch reads the lines bare', () =>
  play(`
  ${scene}
  alice + message-tags
  alice > JOIN #tea
  alice <…
  alice > CHATHISTORY LATEST #tea * 5
  alice < @msgid=… :bob!~bob@192.0.2.1 PRIVMSG #tea :one
  alice < @msgid=… :bob!~bob@192.0.2.1 PRIVMSG #tea :two
  alice <
`))
