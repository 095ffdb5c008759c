/** https://modern.ircdocs.horse/#user-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('every parameter of USER must be there, and none may be empty', () => {
  const wrong = ['USER', 'USER a', 'USER a 0 *', 'USER a 0 * :', 'USER  :']
  return play(`
  alice connects
  alice > NICK alice
  ${wrong.map((line) => `alice > ${line}\nalice < :irc.test 461 alice USER :Not enough parameters\n`).join('')}
  alice > USER alice 0 * :Alice
  alice < :irc.test 001 alice :…
`)
})

test('USER is said once', () =>
  play(`
  alice connects
  alice > USER alice 0 * :Alice
  alice > USER mallory 0 * :Mallory
  alice < :irc.test 462 * :You may not reregister
  alice > NICK alice
  alice < :irc.test 001 alice :…alice!~alice@192.0.2.1
  alice <…
  alice > USER alice 0 * :Alice
  alice < :irc.test 462 alice :You may not reregister
`))

test('a user name keeps only what may stand in a mask', () =>
  play(`
  alice connects
  alice > USER al!i*c?e~é/net@device 0 * :Alice
  alice > NICK alice
  alice < :irc.test 001 alice :…alice!~alice@192.0.2.1
  bob connects
  bob > USER @@ 0 * :Bob
  bob > NICK bob
  bob < :irc.test 001 bob :…bob!~user@192.0.2.1
  carol connects
  carol > USER ${'c'.repeat(40)} 0 * :Carol
  carol > NICK carol
  carol < :irc.test 001 carol :…carol!~${'c'.repeat(19)}@192.0.2.1
`))

test('a real name that is too long is shortened between characters', () =>
  play(`
  alice connects
  alice > USER alice 0 * :${'é'.repeat(80)}
  alice > NICK alice
  alice <…
  alice > WHOIS alice
  alice < :irc.test 311 alice alice ~alice 192.0.2.1 * :${'é'.repeat(75)}
`))
