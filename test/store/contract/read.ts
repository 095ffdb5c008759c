/** What the reading side of the log owes. */
import assert from 'node:assert/strict'
import type { Page } from '#store/store.ts'
import { everything, ids, type Rule, row } from './sample.ts'

export function paging(rule: Rule): void {
  const sample = [
    row('d', 10),
    row('a', 20),
    row('c', 20),
    row('b', 20),
    row('join', 20, { event: true }),
    row('e', 30),
    row('part', 40, { event: true }),
  ]
  const cases: [title: string, page: Partial<Page>, ids: string][] = [
    ['time comes first, then the id', {}, 'd a b c join e part'],
    ['events only on request', { events: false }, 'd a b c e'],
    ['the newest are kept, in the order of time', { keep: 'newest', limit: 3 }, 'join e part'],
    ['newest without events', { keep: 'newest', limit: 2, events: false }, 'c e'],
    ['the oldest are kept', { limit: 3 }, 'd a b'],
    ['a lower place is excluded', { after: { at: 20, id: 'b' } }, 'c join e part'],
    ['an upper place is excluded', { before: { at: 20, id: 'b' } }, 'd a'],
    ['a lower time excludes all of its rows', { after: { at: 20 } }, 'e part'],
    ['an upper time excludes all of its rows', { before: { at: 20 } }, 'd'],
    ['both bounds', { after: { at: 10, id: 'd' }, before: { at: 30, id: 'e' } }, 'a b c join'],
    [
      'both bounds, newest',
      { after: { at: 10 }, before: { at: 30 }, keep: 'newest', limit: 2 },
      'c join',
    ],
    ['a place need not exist', { after: { at: 20, id: 'bb' }, events: false }, 'c e'],
    ['bounds that cross hold nothing', { after: { at: 30 }, before: { at: 10 } }, ''],
    ['no limit', { limit: Number.POSITIVE_INFINITY }, 'd a b c join e part'],
    ['nothing', { limit: 0 }, ''],
    ['another buffer', { buffer: 'other' }, ''],
    ['another log', { log: 'other' }, ''],
  ]
  for (const [title, page, expected] of cases) {
    rule(`page: ${title}`, async ({ log }) => {
      await log.append(sample)
      const rows = await log.page({ ...everything, ...page })
      assert.equal(ids(rows), expected)
      if ((page.limit ?? 0) > 1_000) return
      const places = await log.places({ ...everything, limit: 1_000, ...page })
      assert.deepEqual(
        places,
        rows.map(({ at, id }) => ({ at, id })),
      )
    })
  }

  rule('page: ids of one time stand by the bytes of their UTF-8', async ({ log }) => {
    const order = ['A', 'Z', 'a', 'é', '\u{ff5e}', '\u{1f375}']
    await log.append(order.toReversed().map((id) => row(id, 1)))
    assert.equal(ids(await log.page(everything)), order.join(' '))
    assert.equal(ids(await log.places({ ...everything, limit: 9 })), order.join(' '))
    const after = { at: 1, id: '\u{ff5e}' }
    assert.equal(ids(await log.page({ ...everything, after })), '\u{1f375}')
  })
}

export function finding(rule: Rule): void {
  rule('locate finds an id in its own buffer only', async ({ log }) => {
    await log.append([row('a', 7, { event: true }), row('b', 8, { buffer: 'x' })])
    assert.deepEqual(await log.locate('channel/1', '', 'a'), { at: 7, id: 'a' })
    assert.equal(await log.locate('channel/1', '', 'b'), undefined)
    assert.equal(await log.locate('channel/2', '', 'a'), undefined)
  })

  rule('since yields all buffers of one log by arrival, behind a seq', async ({ log }) => {
    const [one] = await log.append([
      row('a', 30),
      row('b', 10, { buffer: 'x' }),
      row('other', 1, { log: 'channel/2' }),
      row('c', 20, { buffer: 'y', event: true }),
    ])
    assert.equal(ids(await log.since('channel/1', 0, 10)), 'a b c')
    assert.equal(ids(await log.since('channel/1', one!, 1)), 'b')
    assert.equal(ids(await log.since('channel/1', await log.lastSeq('channel/1'), 10)), '')
    assert.equal(ids(await log.since('nobody', 0, 10)), '')
  })

  rule('lastSeq and latest begin at 0 and follow the rows', async ({ log }) => {
    assert.deepEqual([await log.lastSeq('channel/1'), await log.latest()], [0, 0])
    const [seq] = await log.append([row('a', 30), row('x', 40, { log: 'channel/2', event: true })])
    assert.deepEqual([await log.lastSeq('channel/1'), await log.latest()], [seq, 40])
  })

  rule('buffers lie strictly between two times by their newest message', async ({ log }) => {
    const said = (buffer: string, at: number, event = false) =>
      row(`${buffer}${at}`, at, { buffer, event })
    await log.append([
      said('b', 10),
      said('a', 20),
      said('a', 5),
      said('c', 20),
      said('c', 90, true),
      said('d', 30),
      said('joins', 25, true),
      row('x', 20, { log: 'channel/2', buffer: 'x' }),
    ])
    const all = await log.buffers('channel/1', 0, 100, 10)
    assert.deepEqual(all, [
      { buffer: 'b', at: 10 },
      { buffer: 'a', at: 20 },
      { buffer: 'c', at: 20 },
      { buffer: 'd', at: 30 },
    ])
    const names = async (...window: [number, number, number, Page['keep']?]) =>
      (await log.buffers('channel/1', ...window)).map(({ buffer }) => buffer).join(' ')
    assert.equal(await names(10, 30, 10), 'a c')
    assert.equal(await names(0, 100, 2), 'b a')
    assert.equal(await names(0, 100, 2, 'newest'), 'c d')
    assert.equal(await names(0, Number.POSITIVE_INFINITY, 10), 'b a c d')
    await log.append([said('b', 50)])
    assert.equal(await names(0, 100, 10), 'a c d b')
  })
}
