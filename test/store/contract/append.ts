/** What `append` owes: nothing lost, nothing twice, nothing out of order. */
import assert from 'node:assert/strict'
import { everything, ids, type Rule, row } from './sample.ts'

export function appending(rule: Rule): void {
  rule('what was appended comes back as it was, whatever it contains', async ({ log }) => {
    const rows = [
      row('a', 1_700_000_000_123, { line: '@time=x;+a=\\:ü :n!u@h PRIVMSG #tee :dzień dobry 🍵' }),
      row('b', 1_700_000_000_124, { line: ':n!u@h PRIVMSG #tee :1\r\n:n!u@h PRIVMSG #tee :2' }),
      row("c'; --", 1_700_000_000_125, { event: true, line: '\x01\x02\x03\x1f\x7f' }),
      row('d', 1_700_000_000_126, { line: 'x'.repeat(70_000) }),
    ]
    const seqs = await log.append(rows)
    const kept = rows.map((each, i) => ({ ...each, seq: seqs[i]! }))
    assert.deepEqual(await log.page(everything), kept)
    assert.deepEqual(await log.since('channel/1', 0, 10), kept)
  })

  rule('seq grows by arrival, also where time does not', async ({ log }) => {
    const first = await log.append([row('a', 30), row('b', 10)])
    const second = await log.append([row('c', 20, { buffer: 'other' })])
    const seqs = [...first, ...second]
    assert.equal(new Set(seqs).size, 3)
    assert.deepEqual(
      seqs,
      seqs.toSorted((a, b) => a - b),
    )
    assert.ok(seqs[0]! > 0)
  })

  rule('a second append of an id changes nothing and yields the same seq', async ({ log }) => {
    const [seq] = await log.append([row('a', 10, { line: 'first' })])
    const again = await log.append([
      row('b', 11),
      row('a', 99, { line: 'second', event: true }),
      row('b', 12),
    ])
    assert.deepEqual([again[1], again[2]], [seq, again[0]])
    const kept = await log.page(everything)
    assert.deepEqual(
      kept.map(({ at, line }) => [at, line]),
      [
        [10, 'first'],
        [11, row('b', 11).line],
      ],
    )
    assert.equal(await log.latest(), 11)
  })

  rule('an id is unique in its buffer only', async ({ log }) => {
    const places = [{}, { buffer: 'libera/#a' }, { log: 'user/ann' }]
    const seqs = await log.append(places.map((place) => row('same', 5, place)))
    assert.equal(new Set(seqs).size, 3)
    for (const place of places)
      assert.equal(ids(await log.page({ ...everything, ...place })), 'same')
  })

  rule('an empty append settles with nothing', async ({ log }) => {
    assert.deepEqual(await log.append([]), [])
  })
}

export function queueing(rule: Rule): void {
  rule('calls settle in their order, and pending counts what is not yet safe', async (store) => {
    const settled: number[] = []
    const calls = Array.from({ length: 700 }, async (_, i) => {
      const size = 1 + (i % 3)
      await store.log.append(Array.from({ length: size }, (_, j) => row(`${i}.${j}`, i)))
      settled.push(i)
    })
    assert.equal(store.unsafe.rows, 700 * 2 - 1)
    await Promise.all(calls)
    assert.deepEqual(settled, [...settled.keys()])
    assert.equal(store.unsafe.rows, 0)
    const kept = await store.log.since('channel/1', 0, 2000)
    assert.equal(kept.length, 700 * 2 - 1)
    assert.deepEqual(
      kept.slice(0, 4).map(({ id }) => id),
      ['0.0', '1.0', '1.1', '2.0'],
    )
  })

  rule('a malformed row is refused with its whole call, and with no other', async (store) => {
    const bad = [
      { ...row('bad', 5), at: 1.5 },
      { ...row('bad', 5), at: Number.NaN },
      { ...row('bad', 5), line: undefined as unknown as string },
      { ...row('bad', 5), id: 7 as unknown as string },
    ]
    const calls = bad.flatMap((each, i) => [
      store.log.append([row(`good${i}`, i)]),
      store.log.append([row(`lost${i}`, i), each]),
    ])
    const results = await Promise.allSettled(calls)
    assert.deepEqual(
      results.map(({ status }) => status),
      bad.flatMap(() => ['fulfilled', 'rejected']),
    )
    assert.equal(ids(await store.log.page(everything)), 'good0 good1 good2 good3')
    assert.equal(store.unsafe.rows, 0)
  })

  rule('what the caller changes after the call stays the caller’s', async ({ log }) => {
    const mine = row('a', 1)
    const rows = [mine]
    const call = log.append(rows)
    mine.line = 'changed'
    rows.push(row('b', 2))
    assert.equal((await call).length, 1)
    assert.deepEqual(
      (await log.page(everything)).map(({ line }) => line),
      [row('a', 1).line],
    )
  })

  rule('a read sees every write that was called before it', async (store) => {
    void store.log.append([row('a', 1)])
    const page = store.log.page(everything)
    void store.log.append([row('b', 2)])
    const [place, seq, latest] = await Promise.all([
      store.log.locate('channel/1', '', 'b'),
      store.log.lastSeq('channel/1'),
      store.log.latest(),
    ])
    assert.equal(ids(await page), 'a')
    assert.deepEqual([place, latest], [{ at: 2, id: 'b' }, 2])
    assert.equal(seq, (await store.log.since('channel/1', 0, 9)).at(-1)!.seq)
  })
}
