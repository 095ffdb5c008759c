/** https://modern.ircdocs.horse/#userhost-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('USERHOST tells where up to five are from, and whether they are away', () =>
  play(`
  alice +
  bob   +
  bob   > AWAY :asleep
  alice > USERHOST BOB alice nobody
  alice < :irc.test 302 alice :bob=-~bob@192.0.2.1 alice=+~alice@192.0.2.1
  alice > USERHOST a b c d e alice
  alice < :irc.test 302 alice :
  alice > USERHOST
  alice < :irc.test 461 alice USERHOST :Not enough parameters
`))
