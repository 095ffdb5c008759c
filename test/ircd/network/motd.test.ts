/** https://modern.ircdocs.horse/#motd-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('the message of the day, line by line', () =>
  play(
    `
  alice +
  alice > MOTD
  alice < :irc.test 375 alice :- irc.test message of the day -
  alice < :irc.test 372 alice :- Welcome.
  alice < :irc.test 372 alice :-…
  alice < :irc.test 372 alice :- Milk first.
  alice < :irc.test 376 alice :End of MOTD
`,
    { settings: { motd: ['Welcome.', '', 'Milk first.'] } },
  ))

test('without one it is 422', () =>
  play(`
  alice +
  alice > MOTD
  alice < :irc.test 422 alice :There is no message of the day
`))
