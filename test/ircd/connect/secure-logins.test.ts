/** Passwords over TLS only: https://ircv3.net/specs/extensions/sasl-3.2 leaves it to the server. */
import { test } from 'node:test'
import { play } from '../../play.ts'
import { type Options, settings } from '../../theatre.ts'

const options: Options = {
  accounts: { alice: 'correct horse' },
  tokens: { token: 'alice' },
  settings: { accounts: { ...settings.accounts, secureLogins: true } },
}
const why = 'Passwords are taken over TLS only: connect to the port for TLS'

test('in the clear only what shows no password is a way in', () =>
  play(
    `
  alice connects
  alice > CAP LS 302
  alice < …sasl=SCRAM-SHA-256 …
  alice <…
  alice > AUTHENTICATE PLAIN
  alice < :irc.test 908 * SCRAM-SHA-256 :are the available SASL mechanisms
  alice < :irc.test 904 …
  alice > NICK alice
  alice > REGISTER * * :battery staple
  alice < :irc.test FAIL REGISTER TEMPORARILY_UNAVAILABLE * :${why}
  alice > USER alice 0 * :Alice
  alice > CAP END
  alice <…
  alice > NS IDENTIFY correct horse
  alice < :NickServ!services@irc.test NOTICE alice :${why}
  bob connects
  bob > PASS :alice:correct horse
  bob > NICK bob
  bob > USER bob 0 * :Bob
  bob < :irc.test 464 …
  bob < ERROR :Closing link: 192.0.2.1 (${why})
`,
    options,
  ))

test('over TLS, and on the same machine, everything is as ever', () =>
  play(
    `
  alice connects securely
  alice > CAP LS 302
  alice < …sasl=PLAIN,SCRAM-SHA-256,OAUTHBEARER,IRCV3BEARER …
  carol connects from ::1
  carol > CAP LS 302
  carol < …sasl=PLAIN,SCRAM-SHA-256,OAUTHBEARER,IRCV3BEARER …
  bob connects from 127.0.0.1
  bob > PASS :alice:correct horse
  bob > NICK bob
  bob > USER bob 0 * :Bob
  bob < :irc.test 900 …
`,
    options,
  ))
