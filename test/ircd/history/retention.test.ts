/** How long a channel's history is kept. */
import { test } from 'node:test'
import { play } from '../../play.ts'

const asks = (who: string, channel: string, ...texts: string[]) => `
  ${who} > CHATHISTORY LATEST ${channel} * 9
  ${who} < …:irc.test BATCH +… chathistory ${channel}
  ${texts.map((text) => `${who} < @batch=… :alice!~alice@192.0.2.1 PRIVMSG ${channel} :${text}`).join('\n')}
  ${who} < :irc.test BATCH -…
`

test('a channel may forget sooner than the others', () =>
  play(
    `
  alice + batch
  alice > JOIN #Tea,#milk
  alice > PRIVMSG #tea :old
  alice > PRIVMSG #milk :old
  wait 20m
  alice > PING x
  alice > PRIVMSG #tea :new
  alice > PRIVMSG #milk :new
  alice <…
  ${asks('alice', '#Tea', 'old', 'new')}
  wait 50m
  alice > PING x
  alice <…
  ${asks('alice', '#Tea', 'new')}
  ${asks('alice', '#milk', 'old', 'new')}
`,
    {
      settings: {
        pingMs: 86_400_000,
        retention: [{ name: '#tea', keepMs: 3_600_000 }],
      },
    },
  ))
