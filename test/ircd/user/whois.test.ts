/** https://modern.ircdocs.horse/#whois-message */
import { test } from 'node:test'
import { oper, rises } from '../../opers.ts'
import { play } from '../../play.ts'

test('WHOIS tells who somebody is, where, and for how long', () =>
  play(
    `
  alice +
  bob   +
  bob   signs in
  bob   > JOIN #tea
  bob   > JOIN #secret
  bob   > MODE #secret +s
  bob   > AWAY :asleep
  wait 90s
  alice > WHOIS BOB
  alice < :irc.test 311 alice bob ~bob 192.0.2.1 * :bob of the play
  alice < :irc.test 319 alice bob :@#tea
  alice < :irc.test 312 alice bob irc.test :TestNet
  alice < :irc.test 301 alice bob :asleep
  alice < :irc.test 330 alice bob bob :is logged in as
  alice < :irc.test 307 alice bob :has registered this nick
  alice < :irc.test 317 alice bob 90 1767225600 :seconds idle, signon time
  alice < :irc.test 318 alice BOB :End of WHOIS
  alice <
`,
    { accounts: { bob: 'battery staple' } },
  ))

test('about oneself it also tells the real address, and every channel', () =>
  play(`
  alice +
  alice > JOIN #secret
  alice > MODE #secret +s
  alice <…
  alice > WHOIS alice
  alice < :irc.test 311 …
  alice < :irc.test 319 alice alice :@#secret
  alice < :irc.test 312 …
  alice < :irc.test 338 alice alice ~alice@192.0.2.1 192.0.2.1 :is actually using host
`))

test('nobody there is 401, and then the end, in the words of the question', () =>
  play(`
  alice +
  alice > WHOIS nobody
  alice < :irc.test 401 alice nobody :No such nick or channel
  alice < :irc.test 318 alice nobody :End of WHOIS
  alice > WHOIS
  alice < :irc.test 431 alice :No nickname given
  alice > WHOIS :
  alice < :irc.test 431 alice :No nickname given
`))

test('several nicks are several answers and one end; a server may stand before', () =>
  play(`
  alice +
  bob   +
  alice > WHOIS bob,nobody
  alice < :irc.test 311 alice bob …
  alice <… :irc.test 401 alice nobody :No such nick or channel
  alice < :irc.test 318 alice bob,nobody :End of WHOIS
  alice > WHOIS irc.test bob
  alice < :irc.test 311 alice bob …
  alice <… :irc.test 318 alice bob :End of WHOIS
`))

test('an operator who may see reads the address and the secret channels of others', () =>
  play(
    `
  alice +
  bob   +
  bob   > JOIN #secret
  bob   > MODE #secret +s
  ${rises('alice')}
  alice > WHOIS bob
  alice < :irc.test 311 …
  alice < :irc.test 319 alice bob :@#secret
  alice <… :irc.test 338 alice bob ~bob@192.0.2.1 192.0.2.1 :is actually using host
  alice <… :irc.test 318 alice bob :End of WHOIS
`,
    { settings: { opers: [oper('boss')] } },
  ))
