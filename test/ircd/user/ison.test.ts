/** https://modern.ircdocs.horse/#ison-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('ISON names those who are here, as they are spelled', () =>
  play(`
  alice +
  bob   +
  alice > ISON BOB nobody alice
  alice < :irc.test 303 alice :bob alice
  alice > ISON :nobody bob
  alice < :irc.test 303 alice :bob
  alice > ISON nobody
  alice < :irc.test 303 alice :
  alice > ISON
  alice < :irc.test 461 alice ISON :Not enough parameters
`))
