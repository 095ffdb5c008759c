/** https://ircv3.net/specs/extensions/account-notify */
import { test } from 'node:test'
import { play } from '../../play.ts'

const accounts = { alice: 'correct horse' }

test('holders of account-notify in common channels hear of a login, once; others do not', () =>
  play(
    `
  alice + account-notify
  bob   + account-notify
  carol +
  dave  + account-notify
  alice > JOIN #tea,#milk
  bob   > JOIN #tea,#milk
  carol > JOIN #tea
  alice <…
  bob   <…
  carol <…
  alice signs in
  alice <
  bob   < :alice!~alice@192.0.2.1 ACCOUNT alice
  bob   <
  carol <
  dave  <
`,
    { accounts },
  ))
