/** User mode +T: https://www.unrealircd.org/docs/User_modes */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('nobody asks its client, but an action is heard', () =>
  play(`
  alice +
  bob   +
  alice > MODE alice +T
  alice <…
  bob   > PRIVMSG alice :\x01VERSION\x01
  bob   < :irc.test 531 bob alice :does not accept CTCP (+T)
  bob   > PRIVMSG alice :\x01ACTION waves\x01
  alice < :bob!~bob@192.0.2.1 PRIVMSG alice :\x01ACTION waves\x01
`))
