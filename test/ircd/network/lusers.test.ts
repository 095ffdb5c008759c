/** https://modern.ircdocs.horse/#lusers-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('LUSERS counts users, the invisible, those who come, and channels', () =>
  play(`
  alice +
  bob   +
  carol +
  dave connects
  alice > JOIN #tea,#milk
  bob   > MODE bob +i
  carol > QUIT
  alice <…
  alice > LUSERS
  alice < :irc.test 251 alice :There are 1 users and 1 invisible on 1 servers
  alice < :irc.test 253 alice 1 :unknown connections
  alice < :irc.test 254 alice 2 :channels formed
  alice < :irc.test 255 alice :I have 2 clients and 0 servers
  alice < :irc.test 265 alice 2 3 :Current local users 2, max 3
  alice < :irc.test 266 alice 2 3 :Current global users 2, max 3
  alice <
`))
