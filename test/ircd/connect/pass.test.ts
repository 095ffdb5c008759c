/** https://modern.ircdocs.horse/#pass-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

const accounts = { alice: 'correct: horse' }

test('PASS account:password logs in, also where the password holds a colon', () =>
  play(
    `
  alice connects
  alice > PASS :alice:correct: horse
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice < :irc.test 900 alice alice!~alice@192.0.2.1 alice :You are now logged in as alice
  alice < :irc.test 001 alice :…
`,
    { accounts },
  ))

test('a wrong one is told, and ends the connection', () =>
  play(
    `
  alice connects
  alice > PASS alice:wrong
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice < :irc.test 464 alice :Password incorrect
  alice < ERROR :Closing link: 192.0.2.1 (Password incorrect)
  alice is gone
`,
    { accounts },
  ))

test('a password without an account is for nobody here, and is ignored', () =>
  play(`
  alice connects
  alice > PASS whatever
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice < :irc.test 001 alice :…
`))

test('PASS without a password is 461, and after registration 462', () =>
  play(`
  alice connects
  alice > PASS
  alice < :irc.test 461 * PASS :Not enough parameters
  alice > PASS :
  alice < :irc.test 461 * PASS :Not enough parameters
  bob +
  bob > PASS late
  bob < :irc.test 462 bob :You may not reregister
`))
