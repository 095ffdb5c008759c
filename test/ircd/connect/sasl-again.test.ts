/** Logging in again, and giving up: https://ircv3.net/specs/extensions/sasl-3.2 */
import { test } from 'node:test'
import { play } from '../../play.ts'

const accounts = { Alice: 'correct horse', bob: 'battery staple' }

function plain(authcid: string, password: string): string {
  return Buffer.from(`\0${authcid}\0${password}`).toString('base64')
}

test('whoever is logged in can log in as somebody else, of which others are told', () =>
  play(
    `
  bob   +
  Alice + account-notify
  bob   > JOIN #tea
  Alice > JOIN #tea
  Alice <…
  bob   signs in
  Alice < :bob!~bob@192.0.2.1 ACCOUNT bob
  bob   <…
  bob   > AUTHENTICATE PLAIN
  bob   < :irc.test AUTHENTICATE +
  bob   > AUTHENTICATE ${plain('alice', accounts.Alice)}
  bob < :bob MODE bob -r
  bob   < :irc.test 900 bob bob!~bob@192.0.2.1 Alice :You are now logged in as Alice
  bob   < :irc.test 903 bob :SASL authentication successful
  bob   <
  Alice < :bob!~bob@192.0.2.1 ACCOUNT Alice
  Alice <
`,
    { accounts },
  ))

test('who logs in again as the same is told so, and nobody else', () =>
  play(
    `
  bob   +
  Alice + account-notify
  bob   > JOIN #tea
  Alice > JOIN #tea
  bob   signs in
  Alice <…
  bob   <…
  bob   > AUTHENTICATE PLAIN
  bob   > AUTHENTICATE ${plain('bob', accounts.bob)}
  bob   < :irc.test AUTHENTICATE +
  bob   < :irc.test 900 bob bob!~bob@192.0.2.1 bob :…
  bob   < :irc.test 903 bob :…
  Alice <
`,
    { accounts },
  ))

test('who fails to log in again, or gives up, stays who it was', () =>
  play(
    `
  bob + account-notify
  bob signs in
  bob <…
  bob > AUTHENTICATE PLAIN
  bob > AUTHENTICATE ${plain('Alice', 'a guess')}
  bob <… :irc.test 904 bob :…
  bob > AUTHENTICATE PLAIN
  bob > AUTHENTICATE *
  bob <… :irc.test 906 bob :…
  bob > WHOIS bob
  bob <… :irc.test 330 bob bob bob :is logged in as
`,
    { accounts },
  ))

test('before registration one can change one’s mind too', () =>
  play(
    `
  bob connects
  bob > AUTHENTICATE PLAIN
  bob > AUTHENTICATE ${plain('bob', accounts.bob)}
  bob <… :irc.test 903 * :…
  bob > AUTHENTICATE PLAIN
  bob > AUTHENTICATE ${plain('Alice', accounts.Alice)}
  bob <… :irc.test 900 * *!*@192.0.2.1 Alice :…
`,
    { accounts },
  ))

test('an exchange that takes longer than half a minute is aborted', () =>
  play(
    `
  bob connects
  bob > NICK bob
  bob > AUTHENTICATE PLAIN
  bob > USER bob 0 * :Bob
  bob < :irc.test AUTHENTICATE +
  wait 30s
  bob <
  wait 1s
  bob < :irc.test 906 bob :SASL authentication aborted
  bob < :irc.test 001 bob :…
  bob <…
  bob > AUTHENTICATE PLAIN
  bob < :irc.test AUTHENTICATE +
  wait 31s
  bob < :irc.test 906 bob :SASL authentication aborted
  bob <
  alice connects
  alice > CAP LS 302
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice > AUTHENTICATE PLAIN
  alice <…
  wait 31s
  alice < :irc.test 906 alice :SASL authentication aborted
  alice <
  alice > CAP END
  alice < :irc.test 001 alice :…
  carol connects
  carol > AUTHENTICATE PLAIN
  carol drops
  wait 31s
`,
    { accounts },
  ))
