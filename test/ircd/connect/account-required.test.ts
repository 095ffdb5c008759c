/** https://ircv3.net/specs/extensions/account-registration: draft/ACCOUNTREQUIRED */
import { test } from 'node:test'
import { parseRange } from '#wire/cidr.ts'
import { play } from '../../play.ts'
import { type Options, settings } from '../../theatre.ts'

const options: Options = {
  accounts: { alice: 'correct horse' },
  settings: {
    accounts: { ...settings.accounts, required: true, exempt: [parseRange('2001:db8::/32')!] },
  },
}
const plain = Buffer.from('\0alice\0correct horse').toString('base64')

test('nobody is let in without an account, and all are told before', () =>
  play(
    `
  eve connects
  eve > CAP REQ draft/extended-isupport
  eve <…
  eve > ISUPPORT
  eve <… …draft/ACCOUNTREQUIRED…
  eve <…
  eve > NICK eve
  eve > USER eve 0 * :Eve
  eve > CAP END
  eve < :irc.test FAIL * ACCOUNT_REQUIRED :You need an account here: log in with SASL, or make one with REGISTER, then come again
  eve < :irc.test 465 eve :You need an account here: log in with SASL, or make one with REGISTER, then come again
  eve < ERROR :Closing link: 192.0.2.1 (An account is required)
  eve is gone
`,
    options,
  ))

test('who logs in, and who makes an account at the door, is let in', () =>
  play(
    `
  alice connects
  alice > CAP LS 302
  alice <…
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice > AUTHENTICATE PLAIN
  alice > AUTHENTICATE ${plain}
  alice > CAP END
  alice <… :irc.test 001 alice :…
  bob connects
  bob > CAP LS 302
  bob > NICK bob
  bob > USER bob 0 * :Bob
  bob > REGISTER * * :battery staple
  bob > CAP END
  bob <… :irc.test 001 bob :…
`,
    options,
  ))

test('an address that is exempt needs none', () =>
  play(
    `
  carol connects from 2001:db8::1
  carol > NICK carol
  carol > USER carol 0 * :Carol
  carol <… :irc.test 001 carol :…
`,
    options,
  ))
