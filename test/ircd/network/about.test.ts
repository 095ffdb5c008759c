/** https://modern.ircdocs.horse/#server-queries-and-commands */
import { test } from 'node:test'
import { play } from '../../play.ts'

test('ADMIN says who runs the server, or that nobody says so', async () => {
  await play(
    `
  alice +
  alice > ADMIN
  alice < :irc.test 256 alice irc.test :Administrative info
  alice < :irc.test 257 alice :The attic
  alice < :irc.test 258 alice :Ann
  alice < :irc.test 259 alice :ann@example.org
  alice > ADMIN other.test
  alice < :irc.test 402 alice other.test :No such server
`,
    { settings: { admin: ['The attic', 'Ann', 'ann@example.org'] } },
  )
  await play(`
  alice +
  alice > ADMIN irc.*
  alice < :irc.test 423 alice irc.test :No administrative info is available
`)
})

test('INFO, TIME', () =>
  play(`
  alice +
  alice > INFO
  alice < :irc.test 371 alice :causerie-test
  alice < :irc.test 371 alice :The TestNet network, here since Thu, 01 Jan 2026 00:00:00 GMT
  alice < :irc.test 374 alice :End of INFO
  alice > TIME
  alice < :irc.test 391 alice irc.test 1767225600 0 :Thu, 01 Jan 2026 00:00:00 GMT
  alice > TIME nowhere.test
  alice < :irc.test 402 alice nowhere.test :No such server
`))

test('RULES shows the rules, or that there are none', async () => {
  await play(
    `
  alice +
  alice > RULES
  alice < :irc.test 308 alice :- irc.test rules -
  alice < :irc.test 232 alice :- be kind
  alice < :irc.test 309 alice :End of RULES
`,
    { settings: { rules: ['be kind'] } },
  )
  await play(`
  alice +
  alice > RULES
  alice < :irc.test 434 alice :There are no rules
`)
})

test('USERS and SUMMON are answered with their refusals', () =>
  play(`
  alice +
  alice > USERS
  alice < :irc.test 446 alice :USERS has been disabled
  alice > SUMMON bob
  alice < :irc.test 445 alice :SUMMON has been disabled
`))
