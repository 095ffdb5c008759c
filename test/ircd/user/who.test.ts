/** https://modern.ircdocs.horse/#who-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('WHO of a channel shows its members with their standing in that channel', () =>
  play(`
  alice +
  bob   +
  bob   > JOIN #milk
  alice > JOIN #tea
  bob   > JOIN #tea
  bob   > AWAY :asleep
  alice <…
  alice > WHO #TEA
  alice < :irc.test 352 alice #tea ~alice 192.0.2.1 irc.test alice H@ :0 alice of the play
  alice < :irc.test 352 alice #tea ~bob 192.0.2.1 irc.test bob G :0 bob of the play
  alice < :irc.test 315 alice #TEA :End of WHO
`))

test('WHO of a nick always answers, with a channel that the asker may see', () =>
  play(`
  alice +
  bob   +
  bob   > MODE bob +i
  bob   > JOIN #secret
  bob   > MODE #secret +s
  alice > WHO BOB
  alice < :irc.test 352 alice * ~bob 192.0.2.1 irc.test bob H :0 bob of the play
  alice < :irc.test 315 alice BOB :End of WHO
  bob   > JOIN #open
  alice > WHO bob
  alice < :irc.test 352 alice #open ~bob 192.0.2.1 irc.test bob H@ :0 bob of the play
`))

test('a mask is tried on nick, user name, host, server and real name', () =>
  play(
    ['c?rol', '~CAR*', '*of the pl?y', '*@*']
      .map(
        (mask, i) => `
  alice${i} +
  carol +
  alice${i} > WHO :${mask}
  ${mask === '*@*' ? '' : `alice${i} <… :irc.test 352 alice${i} * ~carol 192.0.2.1 irc.test carol H :0 carol of the play`}
  alice${i} <… :irc.test 315 alice${i} ${mask.includes(' ') ? '*' : mask} :End of WHO
  carol > QUIT
`,
      )
      .join('\n'),
  ))

test('by a mask the invisible are found only in common channels', () =>
  play(`
  alice +
  bob   +
  bob   > MODE bob +i
  alice > WHO b*
  alice < :irc.test 315 alice b* :End of WHO
  bob   > JOIN #tea
  alice > JOIN #tea
  alice <…
  alice > WHO b*
  alice < :irc.test 352 alice #tea ~bob 192.0.2.1 irc.test bob H@ :0 bob of the play
`))

test('from outside a secret channel is empty, and the invisible of another are not seen', () =>
  play(`
  alice +
  bob   +
  carol +
  bob   > JOIN #tea
  carol > JOIN #tea
  bob   > MODE bob +i
  alice > WHO #tea
  alice < :irc.test 352 alice #tea ~carol 192.0.2.1 irc.test carol H :0 carol of the play
  alice < :irc.test 315 alice #tea :End of WHO
  bob   > MODE #tea +s
  alice > WHO #tea
  alice < :irc.test 315 alice #tea :End of WHO
  alice > WHO #nowhere
  alice < :irc.test 315 alice #nowhere :End of WHO
`))
