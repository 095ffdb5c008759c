/** Two logs that parted anywhere, and were cut anywhere, are one again: each row once, in one order. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { openStore } from '#store/open.ts'
import type { Store } from '#store/store.ts'
import { Channel } from '../../../ircd/core/network.ts'
import type { KeptRow, Trace } from '../../../ircd/core/ports.ts'
import type { Server } from '../../../ircd/core/server.ts'
import { OwnSide } from '../../../ircd/link/healing/own-side.ts'
import { reconcile, type Side } from '../../../ircd/link/healing/reconcile.ts'
import { StoredHistory } from '../../../ircd/stored/history.ts'

const log = 'channel/tea'
const hour = 3_600_000
const now = 10 * hour
const endless = { from: 0, to: Number.MAX_SAFE_INTEGER }

interface Told {
  side: Side
  store: Store
  fresh: string[]
  redacted: string[]
  history: StoredHistory
}

async function remembering(rows: KeptRow[], keepMs = 0): Promise<Told> {
  const store = await openStore('memory:')
  const history = new StoredHistory(store, { open() {} }, (error) => assert.fail(String(error)))
  const server = {
    settings: { retention: [], keepMs },
    net: { fold: (text: string) => text },
    ports: { now: () => now, sha256, history },
  } as unknown as Server
  const [fresh, redacted]: [string[], string[]] = [[], []]
  const side = new OwnSide({
    server,
    channel: new Channel('tea', '#tea', 1),
    fresh: (news) => void fresh.push(...news.map(({ id }) => id)),
    redacted: (id: string, _: Trace) => void redacted.push(id),
  })
  history.keep(rows)
  await history.settled
  return { side, store, fresh, redacted, history }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function row(id: string, at: number, event = false): KeptRow {
  return { log, buffer: '', id, at, event, line: `:x PRIVMSG #tea :${id}` }
}

async function idsOf({ history }: Told): Promise<string[]> {
  const places = await history.places(log, { at: -1 }, { at: Number.MAX_SAFE_INTEGER }, 1000)
  return places.map(({ at, id }) => `${at} ${id}`)
}

const rows = fc.uniqueArray(
  fc.record({
    n: fc.nat(400),
    at: fc.oneof(fc.nat(20), fc.nat(now)),
    event: fc.boolean(),
    here: fc.boolean(),
    there: fc.boolean(),
  }),
  { selector: ({ n }) => n, maxLength: 300, size: 'max' },
)

test('any two logs become equal, whatever each lacked, and a second time changes nothing', () =>
  fc.assert(
    fc.asyncProperty(rows, async (all) => {
      const some = (where: 'here' | 'there') =>
        all.filter((each) => each[where]).map(({ n, at, event }) => row(`id${n}`, at, event))
      const [mine, theirs] = [await remembering(some('here')), await remembering(some('there'))]
      await reconcile(mine.side, theirs.side, endless)
      const known = all.filter(({ here, there }) => here || there)
      const ids = await idsOf(mine)
      assert.deepEqual(ids, await idsOf(theirs))
      assert.deepEqual(ids.toSorted(), known.map(({ n, at }) => `${at} id${n}`).toSorted())
      const lacking = (side: 'here' | 'there') =>
        known.filter((each) => !each[side]).map(({ n }) => `id${n}`)
      assert.deepEqual(mine.fresh.toSorted(), lacking('here').toSorted())
      assert.deepEqual(theirs.fresh.toSorted(), lacking('there').toSorted())
      const count = mine.fresh.length + theirs.fresh.length
      await reconcile(theirs.side, mine.side, endless)
      assert.equal(mine.fresh.length + theirs.fresh.length, count)
    }),
    { numRuns: 60, seed: 20261120 },
  ))

test('what one side said during a split is all that is handed over, of many thousand', async () => {
  const both = Array.from({ length: 3000 }, (_, n) => row(`both${n}`, n * 100))
  const own = Array.from({ length: 130 }, (_, n) => row(`own${n}`, 290_000 + n * 10 + 3))
  const mine = await remembering(both)
  const theirs = await remembering([...both, ...own])
  let listed = 0
  const counting: Side = {
    parts: (...span) => theirs.side.parts(...span),
    rows: (ids) => theirs.side.rows(ids),
    take: (some) => theirs.side.take(some),
    async places(span) {
      const told = await theirs.side.places(span)
      listed += told.places.length
      return told
    },
  }
  await reconcile(mine.side, counting, endless)
  assert.deepEqual(
    mine.fresh,
    own.map(({ id }) => id),
  )
  assert.deepEqual(theirs.fresh, [])
  assert(listed < 500, `${listed} places were told`)
})

test('whoever asks for the smallest parts is told of few, which hold everything', async () => {
  const { side } = await remembering(Array.from({ length: 2000 }, (_, n) => row(`id${n}`, n)))
  const parts = await side.parts(endless, 1)
  assert(parts.length <= 64, `${parts.length} parts`)
  assert.equal(
    parts.reduce((sum, { count }) => sum + count, 0),
    2000,
  )
})

test('hundreds of rows of one millisecond are no obstacle', async () => {
  const same = Array.from({ length: 450 }, (_, n) => row(`id${1000 + n}`, 7))
  const mine = await remembering(same.filter((_, n) => n % 2))
  const theirs = await remembering(same.filter((_, n) => n % 3))
  await reconcile(mine.side, theirs.side, endless)
  assert.deepEqual(await idsOf(mine), await idsOf(theirs))
})

test('what was redacted does not come back, and the other side hears of it', async () => {
  const mine = await remembering([row('a', 1), row('b', 2)])
  const theirs = await remembering([row('a', 1), row('b', 2), row('c', 3)])
  await mine.history.redact(log, '', 'a', { at: 5, line: ':ann REDACT #tea a' })
  await theirs.history.redact(log, '', 'b', { at: 6, line: ':ann REDACT #tea b' })
  await reconcile(mine.side, theirs.side, endless)
  assert.deepEqual(await idsOf(mine), ['2 b', '3 c'])
  assert.deepEqual([mine.redacted, theirs.redacted], [['a'], ['b']])
})

test('what is too old to be kept here is not fetched, and what is not due yet neither', async () => {
  const mine = await remembering([], hour)
  const rows = [row('old', now - 2 * hour), row('now', now), row('soon', now + hour)]
  const theirs = await remembering(rows)
  await reconcile(mine.side, theirs.side, endless)
  assert.deepEqual(await idsOf(mine), [`${now} now`])
})
