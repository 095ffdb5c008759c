/** SPAMFILTER: patterns of RE2 on what is written. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Server } from '../../../ircd/core/server.ts'
import { listFilters } from '../../../ircd/features/guard/spam-filter.ts'
import { features } from '../../../ircd/features/index.ts'
import { oper, rises } from '../../opers.ts'
import { perform, play } from '../../play.ts'
import { comes } from '../../protected.ts'
import { settings, Theatre } from '../../theatre.ts'

const options = { settings: { opers: [oper('boss')] } }
const cast = `
  boss connects from 203.0.113.1
  boss > NICK boss
  boss > USER boss 0 * :Boss
  alice +
  bob +
  ${rises('boss')}`

test('what is blocked nobody reads, and its author is told why', () =>
  play(
    `
  ${cast}
  bob > JOIN #tea
  alice > JOIN #tea
  alice <…
  bob <…
  boss > SPAMFILTER ADD cpnt block 0 cheap\\s+tea :Advertising
  boss < :irc.test NOTICE boss :Spam filter $id is set
  alice > PRIVMSG #tea :buy CHEAP  tea
  alice < :irc.test FAIL PRIVMSG MESSAGE_BLOCKED #tea Advertising
  alice > PRIVMSG bob :cheap tea
  alice < :irc.test FAIL PRIVMSG MESSAGE_BLOCKED bob Advertising
  alice > NOTICE bob :cheap tea
  alice < :irc.test FAIL NOTICE MESSAGE_BLOCKED bob Advertising
  bob > TOPIC #tea :cheap tea
  bob < :irc.test FAIL TOPIC MESSAGE_BLOCKED #tea Advertising
  bob <
  alice > AWAY :cheap tea
  alice < :irc.test 306 alice :…
  boss > PRIVMSG bob :cheap tea
  bob < :boss!~boss@203.0.113.1 PRIVMSG bob :cheap tea
  boss > SPAMFILTER LIST
  boss < :irc.test NOTICE boss :$id: cpnt block /cheap\\s+tea/ by boss, 4 hits: Advertising
  boss < :irc.test NOTICE boss :End of SPAMFILTER LIST
  boss > SPAMFILTER DEL $id
  boss < :irc.test NOTICE boss :Spam filter $id is gone
  alice > PRIVMSG bob :cheap tea
  bob < :alice!~alice@192.0.2.1 PRIVMSG bob :cheap tea
`,
    options,
  ))

test('a filter may warn, report, kill or ban', () =>
  play(
    `
  ${cast}
  boss > SPAMFILTER ADD p warn 0 one :careful
  boss > SPAMFILTER ADD p report 0 two :just looking
  boss > SPAMFILTER ADD p kill 0 three :enough
  boss > SPAMFILTER ADD p zline 1h four :out
  boss > MODE boss +s s
  boss <…
  alice > PRIVMSG bob :one
  alice < :irc.test NOTICE alice :What you wrote looks like spam: careful
  bob < :alice!~alice@192.0.2.1 PRIVMSG bob :one
  alice > PRIVMSG bob :two
  bob < :alice!~alice@192.0.2.1 PRIVMSG bob :two
  boss <… …action report, where bob, text two
  alice > PRIVMSG bob :three
  alice < :irc.test FAIL PRIVMSG MESSAGE_BLOCKED bob enough
  alice < :irc.test KILL alice enough
  alice <… ERROR :…
  bob <
  ${comes('carol')}
  carol <…
  carol > PRIVMSG bob :four
  carol is gone
  dave connects from 198.51.100.7
  dave is gone
`,
    options,
  ))

test('who connects under a filtered name is turned away', () =>
  play(
    `
  ${cast}
  boss > SPAMFILTER ADD u block 0 ^bot\\d+! :A bot
  bot42 connects
  bot42 > NICK bot42
  bot42 > USER x 0 * :y
  bot42 < :irc.test FAIL USER MESSAGE_BLOCKED * :A bot
  bot42 < ERROR :Closing link: 192.0.2.1 (You are not welcome here)
`,
    options,
  ))

test('whoever is shunned, or not let in, is told why once', () =>
  play(
    `
  ${cast}
  boss > SPAMFILTER ADD p shun 1h four :out
  boss > SPAMFILTER ADD u kline 1h ^bot\\d+! :A bot
  alice > PRIVMSG bob :four
  alice < :irc.test FAIL PRIVMSG MESSAGE_BLOCKED bob out
  alice <
  bot42 connects from 198.51.100.7
  bot42 > NICK bot42
  bot42 > USER x 0 * :y
  bot42 < :irc.test FAIL USER MESSAGE_BLOCKED * :A bot
  bot42 < ERROR :Closing link: 198.51.100.7 (You are not welcome here)
`,
    options,
  ))

test('what is no filter is refused with the reason', () =>
  play(
    `
  ${cast}
  alice > SPAMFILTER LIST
  alice <… :irc.test 481 alice :…
  boss > SPAMFILTER ADD x block 0 a :b
  boss < :irc.test FAIL SPAMFILTER INVALID_PARAMS x :Targets are cpntau
  boss > SPAMFILTER ADD c frob 0 a :b
  boss < :irc.test FAIL SPAMFILTER INVALID_PARAMS frob :An action is one of …
  boss > SPAMFILTER ADD c block soon a :b
  boss < :irc.test FAIL SPAMFILTER INVALID_PARAMS soon :A duration is 0, or written 1d2h
  boss > SPAMFILTER ADD c block 0 a(b :c
  boss < :irc.test FAIL SPAMFILTER INVALID_PARAMS a(b :This cannot be a pattern: …
  boss > SPAMFILTER DEL nothing
  boss < :irc.test FAIL SPAMFILTER INVALID_PARAMS nothing :There is no such filter
  boss > SPAMFILTER FROB
  boss < :irc.test FAIL SPAMFILTER INVALID_PARAMS FROB :ADD, DEL or LIST
`,
    options,
  ))

test('a pattern that would make others slow takes no time', () =>
  play(
    `
  ${cast}
  boss > SPAMFILTER ADD p block 0 (a+)+$ :slow
  boss <…
  alice > PRIVMSG bob :${'a'.repeat(300)}b
  bob < …
`,
    options,
  ))

test('filters outlive the server', async () => {
  await using theatre = await Theatre.open(options)
  await perform(theatre, `${cast}\nboss > SPAMFILTER ADD c block 0 tea :no`)
  const again = new Server(settings, features, theatre.server.ports)
  await again.boot()
  assert.deepEqual(
    listFilters(again).map(({ pattern, reason }) => ({ pattern, reason })),
    [{ pattern: 'tea', reason: 'no' }],
  )
})
