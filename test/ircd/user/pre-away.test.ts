/** https://ircv3.net/specs/extensions/pre-away */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('AWAY before registration, for holders only', () =>
  play(`
  bob   +
  alice connects
  alice > AWAY :asleep
  alice < :irc.test 451 * :You have not registered
  alice > CAP REQ draft/pre-away
  alice < :irc.test CAP * ACK :draft/pre-away
  alice > AWAY :asleep
  alice < :irc.test 306 * :You have been marked as being away
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice > CAP END
  bob   > PRIVMSG alice :hi
  bob   < :irc.test 301 bob alice :asleep
`))

test('AWAY with a star says that nobody is there, and others do not read the star', () =>
  play(`
  bob   + away-notify
  alice + draft/pre-away
  bob   > JOIN #tea
  alice > JOIN #tea
  bob   <…
  alice > AWAY *
  bob   < :alice!~alice@192.0.2.1 AWAY :Nobody is at the keyboard
`))
