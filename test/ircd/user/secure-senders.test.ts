/** User mode +z, as on https://www.unrealircd.org/docs/User_modes (+Z) */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('only who is connected with TLS writes to it', () =>
  play(`
  alice +
  bob   +
  carol connects securely
  carol > NICK carol
  carol > USER carol 0 * :Carol
  carol <…
  alice > MODE alice +z
  alice <…
  bob   > PRIVMSG alice :hi
  bob   < :irc.test 531 bob alice :hears only people who are connected with TLS (+z)
  carol > PRIVMSG alice :hi
  alice < :carol!~carol@192.0.2.1 PRIVMSG alice :hi
  alice > PRIVMSG alice :myself
  alice < :alice!~alice@192.0.2.1 PRIVMSG alice :myself
`))
