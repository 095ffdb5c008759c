/** https://ircv3.net/specs/extensions/chathistory#targets */
import { test } from 'node:test'
import { play } from '../../play.ts'

const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`
const since = (second: number) => `timestamp=${at(second)}`

/** alice has #Tea since second 1, bob since 2, #milk since 3. */
const scene = `
  alice + batch
  bob   +
  alice > JOIN #Tea,#milk
  bob   > JOIN #secret
  wait 1s
  alice > PRIVMSG #tea :one
  wait 1s
  bob   > PRIVMSG alice :two
  bob   > PRIVMSG #secret :not for alice
  wait 1s
  alice > PRIVMSG #milk :three
  wait 1s
  bob   > JOIN #tea
  alice <…
`

const asks = (from: number, to: number, limit: number, ...names: string[]) => `
  alice > CHATHISTORY TARGETS ${since(from)} ${since(to)} ${limit}
  alice < …:irc.test BATCH +… draft/chathistory-targets
  ${names.map((name) => `alice < …batch=… :irc.test CHATHISTORY TARGETS ${name}`).join('\n')}
  alice < …:irc.test BATCH -…
  alice <
`

test('TARGETS: the windows whose newest message lies strictly between, oldest first', () =>
  play(`
  ${scene}
  ${asks(0, 9, 9, `#Tea ${at(1)}`, `bob ${at(2)}`, `#milk ${at(3)}`)}
  ${asks(1, 3, 9, `bob ${at(2)}`)}
  ${asks(4, 9, 9)}
`))

test('TARGETS: the limit counts from the time that is named first', () =>
  play(`
  ${scene}
  ${asks(0, 9, 2, `#Tea ${at(1)}`, `bob ${at(2)}`)}
  ${asks(9, 0, 2, `bob ${at(2)}`, `#milk ${at(3)}`)}
`))

test('TARGETS: a channel that one has left, and a guest who is gone, are no windows', () =>
  play(`
  ${scene}
  alice > PART #milk
  bob   > QUIT
  alice <…
  ${asks(0, 9, 9, `#Tea ${at(1)}`)}
`))

test('TARGETS: an account is listed under its nick, or by its name when nobody is here', () =>
  play(
    `
  alice + batch
  alice signs in
  bob   +
  bob   signs in
  bob   > NICK robert
  wait 1s
  bob   > PRIVMSG alice :hello
  alice <…
  ${asks(0, 9, 9, `robert ${at(1)}`)}
  bob   > QUIT
  alice <…
  ${asks(0, 9, 9, `bob ${at(1)}`)}
  bob   +
  ${asks(0, 9, 9)}
`,
    { accounts: { alice: 'correct horse', bob: 'battery staple' } },
  ))

test('TARGETS needs two timestamps; without batch there are bare lines', () =>
  play(`
  alice +
  alice > JOIN #tea
  wait 1s
  alice > PRIVMSG #tea :one
  alice <…
  alice > CHATHISTORY TARGETS msgid=a msgid=b 5
  alice < :irc.test FAIL CHATHISTORY INVALID_PARAMS TARGETS :Two timestamps are needed
  alice > CHATHISTORY TARGETS ${since(0)} ${since(9)} 5
  alice < :irc.test CHATHISTORY TARGETS #tea ${at(1)}
  alice > CHATHISTORY TARGETS ${since(2)} ${since(9)} 5
  alice <
`))
