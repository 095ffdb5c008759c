import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openStore } from '#store/open.ts'
import type { Page, Store } from '#store/store.ts'
import { everything, row } from './contract/sample.ts'
import { RedisServer, missing as skip } from './redis-server.ts'

const id = fc.constantFrom('', ...'abcXé', '\u{ff5e}', '\u{1f375}', 'ab', 'a b', 'a\0b', '7 7')
const at = fc.integer({ min: 0, max: 5 })
const log = fc.constantFrom('channel/1', 'user/{ann}', 'user/%7D')
const buffer = fc.constantFrom('', 'a/#b', '}')
const newRow = fc
  .record({ log, buffer, id, at, event: fc.boolean() })
  .map((rest) => row(rest.id, rest.at, { ...rest, line: `:ü ${rest.id}${rest.at}` }))
const place = fc.record({ at, id: fc.option(id, { nil: undefined }) })
const limit = fc.constantFrom(0, 1, 2, 5, 1001, Number.POSITIVE_INFINITY)
const page: fc.Arbitrary<Page> = fc.record({
  log,
  buffer,
  after: fc.option(place, { nil: undefined }),
  before: fc.option(place, { nil: undefined }),
  keep: fc.constantFrom('oldest', 'newest'),
  limit,
  events: fc.boolean(),
})

/** A call, and what can be told of its answer whatever the engine: seqs are each engine's own. */
type Call = (store: Store) => Promise<unknown>

const ids = (rows: { id: string; buffer: string; line: string }[]) =>
  rows.map(({ id, buffer, line }) => [buffer, id, line])

const call: fc.Arbitrary<Call> = fc.oneof(
  { weight: 4, arbitrary: fc.array(newRow, { maxLength: 8 }).map(appending) },
  {
    weight: 3,
    arbitrary: page.map(
      (page) =>
        async ({ log }: Store) =>
          ids(await log.page(page)),
    ),
  },
  page.map(
    (page) =>
      ({ log }: Store) =>
        log.places({ ...page, limit: Math.min(page.limit, 1_000) }),
  ),
  fc.tuple(log, limit).map(([name, limit]) => async ({ log }: Store) => {
    return ids(await log.since(name, 0, limit))
  }),
  fc.tuple(log, buffer, id).map(([name, buffer, id]) => ({ log }: Store) => {
    return log.locate(name, buffer, id)
  }),
  fc.tuple(log, at, at, limit, fc.constantFrom('oldest', 'newest')).map(
    ([name, after, before, limit, keep]) =>
      ({ log }: Store) =>
        log.buffers(name, after - 1, before + 1, limit, keep as Page['keep']),
  ),
  fc.tuple(log, buffer, id).map(([name, buffer, id]) => ({ log }: Store) => {
    return log.redact(name, buffer, id)
  }),
  fc.tuple(log, fc.option(at, { nil: undefined })).map(([name, at]) => ({ log }: Store) => {
    return log.forget(name, at)
  }),
  fc.constantFrom('', 'user/', 'user/{').map(
    (prefix) =>
      ({ log }: Store) =>
        log.logs(prefix),
  ),
)

function appending(rows: ReturnType<typeof row>[]): Call {
  return async ({ log }) => {
    const seqs = await log.append(rows)
    // Equal rows have one seq, others have others.
    const same = (i: number, j: number) =>
      rows[i]!.log !== rows[j]!.log ? undefined : seqs[i] === seqs[j]
    return rows.map((_, i) => rows.map((_, j) => same(i, j)))
  }
}

test('Redis answers as SQLite does, whatever is asked', { skip, timeout: 60_000 }, async () => {
  await using server = await RedisServer.start({ appendfsync: 'no' })
  let stores = 0
  const check = fc.asyncProperty(fc.array(call, { minLength: 5, maxLength: 25 }), async (calls) => {
    await using known = await openStore('memory:')
    await using store = await openStore(`${server.address}?prefix=m${stores++}&allow_volatile=true`)
    for (const each of calls) assert.deepEqual(await each(store), await each(known))
  })
  await fc.assert(check, { numRuns: 150 })
})

test('what is longer than one answer of Redis is read as a whole', { skip }, async () => {
  await using server = await RedisServer.start({ appendfsync: 'no' })
  await using store = await openStore(`${server.address}?allow_volatile=true`)
  const rows = Array.from({ length: 2500 }, (_, i) => row(String(i).padStart(4, '0'), i >> 4))
  await store.log.append(rows.toReversed())
  const names = rows.map(({ id }) => id)
  for (const [rest, expected] of [
    [{ limit: Number.POSITIVE_INFINITY }, names],
    [{ limit: 1500 }, names.slice(0, 1500)],
    [{ limit: 1500, keep: 'newest' }, names.slice(-1500)],
    [{ limit: 2000, keep: 'newest' }, names.slice(-2000)],
    [{ limit: 9999, after: { at: 1 }, before: { at: 150, id: '2405' } }, names.slice(32, 2405)],
  ] as [Partial<Page>, string[]][]) {
    const found = await store.log.page({ ...everything, ...rest })
    assert.deepEqual(
      found.map(({ id }) => id),
      expected,
    )
  }
  assert.equal((await store.log.since('channel/1', 0, 2400)).length, 2400)
  const [first] = await store.log.since('channel/1', 0, Number.POSITIVE_INFINITY)
  assert.equal(first!.id, '2499')
})
