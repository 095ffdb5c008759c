/** https://ircv3.net/specs/extensions/whox */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'

test('the fields come in their own order, whatever the order of the question', () =>
  play(
    `
  alice +
  bob   +
  bob   signs in
  bob   > JOIN #tea
  bob   > AWAY :asleep
  wait 30s
  alice > WHO #TEA %roaldfnshiuct,123
  alice < :irc.test 354 alice 123 #tea ~bob 255.255.255.255 192.0.2.1 irc.test bob G@ 0 30 bob n/a :bob of the play
  alice < :irc.test 315 alice #TEA :End of WHO
  alice <
`,
    { accounts: { bob: 'battery staple' } },
  ))

test('what is not there has its placeholder, and one sees one’s own address', () =>
  play(`
  alice +
  alice > WHO alice %tciao,7
  alice < :irc.test 354 alice 7 * 192.0.2.1 0 :n/a
  alice < :irc.test 315 alice alice :End of WHO
`))

test('a channel is answered with that channel, a nick with one that both may see', () =>
  play(`
  alice +
  bob   +
  bob   > JOIN #secret
  bob   > MODE #secret +s
  bob   > JOIN #milk
  alice > JOIN #milk
  bob   > JOIN #tea
  alice > JOIN #tea
  alice <…
  alice > WHO #tea %cn
  alice < :irc.test 354 alice #tea :bob
  alice < :irc.test 354 alice #tea :alice
  alice < :irc.test 315 …
  alice > WHO bob %c
  alice < :irc.test 354 alice :#milk
`))

test('a token has at most three digits, and is said only where it was asked for', () =>
  play(`
  alice +
  alice > WHO alice %n,123
  alice < :irc.test 354 alice :alice
  alice < :irc.test 315 …
  alice > WHO alice %tn,1234
  alice < :irc.test 354 alice 0 :alice
  alice < :irc.test 315 …
  alice > WHO alice %tn,x
  alice < :irc.test 354 alice 0 :alice
  alice < :irc.test 315 …
  alice > WHO alice %zn?
  alice < :irc.test 354 alice :alice
`))

test('letters before the % say what the mask is tried on, and o asks for operators', () =>
  play(
    `
  alice +
  bob   +
  carol +
  ${rises('bob')}
  alice > WHO * o%nf
  alice < :irc.test 354 alice bob :H*
  alice < :irc.test 315 alice * :End of WHO
  alice > WHO * o
  alice < :irc.test 352 alice * ~bob 192.0.2.1 irc.test bob H* :0 bob of the play
  alice < :irc.test 315 alice * :End of WHO
  alice > WHO c*play n%n
  alice < :irc.test 315 alice c*play :End of WHO
  alice > WHO c*play r%n
  alice < :irc.test 354 alice :carol
  alice < :irc.test 315 …
  alice <
`,
    { settings: { opers: [oper('boss')] } },
  ))

test('operators who may see find the invisible, by their real address too', () =>
  play(
    `
  alice +
  bob   +
  bob   > MODE bob +i
  alice > WHO b*
  alice < :irc.test 315 alice b* :End of WHO
  ${rises('alice')}
  alice > WHO b* %ni
  alice < :irc.test 354 alice 192.0.2.1 :bob
  alice < :irc.test 315 …
  alice > WHO 192.0.2.? h%n
  alice < :irc.test 354 alice :alice
  alice < :irc.test 354 alice :bob
`,
    { settings: { opers: [oper('boss')] } },
  ))

test('an operator that hides is no operator to others, and ! to operators', () =>
  play(
    `
  alice +
  bob   +
  carol +
  ${rises('bob')}
  bob   > MODE bob +HB
  alice > WHO * o%nf
  alice < :irc.test 315 alice * :End of WHO
  ${rises('carol')}
  carol > WHO bob %f
  carol < :irc.test 354 carol :HB!
`,
    { settings: { opers: [oper('boss')] } },
  ))

test('multi-prefix shows every prefix', () =>
  play(`
  alice +
  bob   + multi-prefix
  alice > JOIN #tea
  alice > MODE #tea +v alice
  bob   > WHO #tea %f
  bob   < :irc.test 354 bob :H@+
`))

test('WHOX is advertised', () =>
  play(`
  alice connects
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice <… :irc.test 005 alice …WHOX …
`))
