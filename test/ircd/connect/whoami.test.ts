/** https://github.com/ircv3/ircv3-specifications/pull/603 */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('with the welcome one learns one’s own mask and real name', () =>
  play(`
  alice connects
  alice > CAP REQ draft/whoami
  alice > NICK alice
  alice > USER alice 0 * :Alice Liddell
  alice > CAP END
  alice <… :alice!~alice@192.0.2.1 SETNAME :Alice Liddell
  alice <… :irc.test 251 …
  bob   connects
  bob   > NICK bob
  bob   > USER bob 0 * :Bob
  bob   <> SETNAME
`))
