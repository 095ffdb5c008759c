/** Tokens as a way in: https://www.rfc-editor.org/rfc/rfc7628 and ircv3-specifications #545 */
import { test } from 'node:test'
import { play } from '../../play.ts'
import type { Options } from '../../theatre.ts'

const options: Options = {
  accounts: { Alice: 'correct horse', bob: 'battery staple' },
  tokens: { good: 'alice', stranger: 'nobody' },
}

function oauth(token: string, name = ''): string {
  const who = name ? `a=${name}` : ''
  return btoa(`n,${who},\x01host=irc.test\x01port=6697\x01auth=Bearer ${token}\x01\x01`)
}

test('OAUTHBEARER is offered where tokens can be checked, and logs in by one', () =>
  play(
    `
  alice connects
  alice > CAP LS 302
  alice < …sasl=PLAIN,SCRAM-SHA-256,OAUTHBEARER,IRCV3BEARER …
  alice <…
  alice > AUTHENTICATE OAUTHBEARER
  alice < :irc.test AUTHENTICATE +
  alice > AUTHENTICATE ${oauth('good')}
  alice < :irc.test 900 * *!*@192.0.2.1 Alice :You are now logged in as Alice
  alice < :irc.test 903 * :SASL authentication successful
  alice > AUTHENTICATE OAUTHBEARER
  alice > AUTHENTICATE ${oauth('good', 'ALICE')}
  alice <… :irc.test 903 * :SASL authentication successful
  alice > AUTHENTICATE IRCV3BEARER
  alice > AUTHENTICATE ${btoa('\0oauth2\0good')}
  alice <… :irc.test 903 * :SASL authentication successful
`,
    options,
  ))

test('a failure is a challenge that the client answers before it reads 904', () =>
  play(
    `
  eve connects
  eve > AUTHENTICATE OAUTHBEARER
  eve <…
  eve > AUTHENTICATE ${oauth('bad')}
  eve < :irc.test AUTHENTICATE ${btoa('{"status":"invalid_token"}')}
  eve > AUTHENTICATE AQ==
  eve < :irc.test 904 * :SASL authentication failed
  eve > AUTHENTICATE OAUTHBEARER
  eve > AUTHENTICATE ${oauth('good', 'bob')}
  eve > AUTHENTICATE AQ==
  eve <… :irc.test 904 * :SASL authentication failed
  eve > AUTHENTICATE OAUTHBEARER
  eve > AUTHENTICATE ${oauth('stranger')}
  eve > AUTHENTICATE AQ==
  eve <… :irc.test 904 * :SASL authentication failed
  eve > AUTHENTICATE IRCV3BEARER
  eve > AUTHENTICATE ${btoa('\0cookie\0good')}
  eve <… :irc.test 904 * :SASL authentication failed
  eve <> 900
`,
    options,
  ))

test('without a server that knows tokens there is no such way', () =>
  play(`
  alice connects
  alice > AUTHENTICATE OAUTHBEARER
  alice < :irc.test 908 * PLAIN,SCRAM-SHA-256 :are the available SASL mechanisms
  alice < :irc.test 904 * :SASL authentication failed
`))
