/** https://modern.ircdocs.horse/#ping-message and https://modern.ircdocs.horse/#pong-message */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('PONG has the server and then the token, as it was', () =>
  play(`
  alice +
  alice > PING token
  alice < :irc.test PONG irc.test token
  alice > PING :several words  here
  alice < :irc.test PONG irc.test :several words  here
  alice > PING ::colon
  alice < :irc.test PONG irc.test ::colon
`))

test('PING works before registration', () =>
  play(`
  alice connects
  alice > PING 1
  alice < :irc.test PONG irc.test 1
`))

test('PING without a token is 461', () =>
  play(`
  alice +
  alice > PING
  alice < :irc.test 461 alice PING :Not enough parameters
  alice > PING :
  alice < :irc.test 461 alice PING :Not enough parameters
`))

test('a token that would make the line too long is cut', () =>
  play(`
  alice +
  alice > PING :${'x'.repeat(500)}
  alice < :irc.test PONG irc.test ${'x'.repeat(486)}
`))

test('who is silent is asked, and dropped when it stays silent', () =>
  play(`
  alice +
  bob   +
  alice > JOIN #tea
  bob   > JOIN #tea
  alice <…
  bob   <…
  wait 90s
  bob   > PING here
  bob   <…
  wait 31s
  alice < PING :irc.test
  bob   <
  wait 120s
  alice <
  bob   <…
  bob   > PONG irc.test
  wait 1s
  alice < ERROR :Closing link: 192.0.2.1 (Ping timeout: 242 seconds)
  alice is gone
  bob   < :alice!~alice@192.0.2.1 QUIT :Ping timeout: 242 seconds
`))

test('any line is an answer', () =>
  play(`
  alice +
  wait 121s
  alice <…
  alice > AWAY
  alice <…
  wait 120s
  alice <
  wait 1s
  alice < PING :irc.test
`))

test('a new client may have to answer a PING before it is let in', () =>
  play(
    `
  alice connects
  alice > NICK alice
  alice > USER alice 0 * :Alice
  alice < PING $cookie
  alice <
  alice > PONG nonsense
  alice <
  alice > PONG $cookie
  alice < :irc.test 001 alice :…
  bob connects
  bob > USER bob 0 * :Bob
  bob > NICK bob
  bob < PING $other
  bob > PONG $cookie
  bob <
  bob > PONG irc.test $other
  bob < :irc.test 001 bob :…
`,
    { settings: { pingCookie: true } },
  ))

test('who does not answer it is dropped in time', () =>
  play(
    `
  alice connects
  alice > NICK alice
  alice > USER alice 0 * :Alice
  wait 61s
  alice is gone
`,
    { settings: { pingCookie: true } },
  ))
