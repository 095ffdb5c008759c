import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { openStore } from '#store/open.ts'
import { select } from '#store/select.ts'
import type { NewRow } from '#store/store.ts'
import type { Ref, Selector } from '#wire/chathistory.ts'
import { row } from './contract/sample.ts'

type Paged = Exclude<Selector, { sub: 'TARGETS' }>

const store = await openStore('memory:')
after(() => store[Symbol.asyncDispose]())

let logs = 0

/** Answers a selector from a log that holds these rows; each call has a log of its own. */
async function answer(rows: NewRow[], events: boolean, selector: Paged, from?: number) {
  const log = `log/${logs++}`
  await store.log.append(rows.map((each) => ({ ...each, log })))
  const { rows: found, end } = await select(store.log, { log, buffer: '', events, from }, selector)
  return { ids: found.map(({ id }) => id), end }
}

/** What the specification says, over an array, without a thought of speed. */
function model(rows: NewRow[], events: boolean, selector: Paged, from = 0) {
  const all = rows.toSorted((a, b) => order(a, b))
  const seen = all.filter((each) => (events || !each.event) && each.at >= from)
  const nothing = { ids: [] as string[], end: false }
  const find = (ref: Ref | undefined) =>
    ref && 'msgid' in ref ? all.find(({ id }) => id === ref.msgid) : ref
  const cut = (kept: NewRow[], side: 'oldest' | 'newest') => ({
    ids: (side === 'oldest' ? kept.slice(0, selector.limit) : kept.slice(-selector.limit)).map(
      ({ id }) => id,
    ),
    end: kept.length <= selector.limit,
  })
  if (selector.sub === 'BETWEEN') {
    const [from, to] = [find(selector.from), find(selector.to)]
    if (!from || !to) return nothing
    const [low, high] = order(from, to) <= 0 ? [from, to] : [to, from]
    const between = seen.filter((each) => behind(each, low) && before(each, high))
    return cut(between, low === from ? 'oldest' : 'newest')
  }
  if (!selector.ref) return cut(seen, 'newest')
  const place = find(selector.ref)
  if (!place) return nothing
  if (selector.sub === 'LATEST')
    return cut(
      seen.filter((each) => behind(each, place)),
      'newest',
    )
  if (selector.sub === 'AFTER')
    return cut(
      seen.filter((each) => behind(each, place)),
      'oldest',
    )
  if (selector.sub === 'BEFORE')
    return cut(
      seen.filter((each) => before(each, place)),
      'newest',
    )
  return { ids: around(seen, place, selector.limit), end: false }
}

/** Grows from the place outwards, one row at a time, the later side first. */
function around(seen: NewRow[], place: Placed, limit: number): string[] {
  const middle = seen.filter((each) => before(each, place)).length
  let [low, high] = [middle, middle]
  while (high - low < limit && high - low < seen.length) {
    const laterIsShort = high - middle <= middle - low
    if (high < seen.length && (laterIsShort || low === 0)) high++
    else low--
  }
  return seen.slice(low, high).map(({ id }) => id)
}

interface Placed {
  at: number
  id?: string | undefined
}

const order = (a: Placed, b: Placed) =>
  a.at - b.at || Buffer.compare(Buffer.from(a.id ?? ''), Buffer.from(b.id ?? ''))
const before = (a: Placed, b: Placed) => (b.id === undefined ? a.at < b.at : order(a, b) < 0)
const behind = (a: Placed, b: Placed) => (b.id === undefined ? a.at > b.at : order(a, b) > 0)

const id = fc.constantFrom('', ...'abcdefgXYZé', '\u{ff5e}', '\u{1f375}', 'ab', 'abc', 'aa')
const at = fc.integer({ min: 0, max: 5 })
const rows = fc.uniqueArray(
  fc.record({ id, at, event: fc.boolean() }).map((rest) => row(rest.id, rest.at, rest)),
  { selector: (each) => each.id, maxLength: 14 },
)
const ref: fc.Arbitrary<Ref> = fc.oneof(
  id.map((msgid) => ({ msgid })),
  at.map((time) => ({ at: time })),
)
const target = fc.constant('#a')
const limit = fc.integer({ min: 1, max: 8 })
/** Before which there is nothing for the reader. */
const floor = fc.option(at, { nil: undefined })

const subcommands: Record<Paged['sub'], fc.Arbitrary<Paged>> = {
  LATEST: fc.record({
    sub: fc.constant('LATEST'),
    target,
    ref: fc.option(ref, { nil: undefined }),
    limit,
  }),
  BEFORE: fc.record({ sub: fc.constant('BEFORE'), target, ref, limit }),
  AFTER: fc.record({ sub: fc.constant('AFTER'), target, ref, limit }),
  AROUND: fc.record({ sub: fc.constant('AROUND'), target, ref, limit }),
  BETWEEN: fc.record({ sub: fc.constant('BETWEEN'), target, from: ref, to: ref, limit }),
}

for (const [sub, selector] of Object.entries(subcommands)) {
  test(`${sub} selects what the specification says, whatever the log holds`, () =>
    fc.assert(
      fc.asyncProperty(rows, fc.boolean(), selector, floor, async (rows, ...rest) => {
        assert.deepEqual(await answer(rows, ...rest), model(rows, ...rest))
      }),
      { numRuns: 400 },
    ))
}

const hours = Array.from({ length: 9 }, (_, i) => row(String(i + 1), i + 1))
const cases: [title: string, selector: Paged, ids: string, end: boolean][] = [
  ['LATEST * keeps the newest', { sub: 'LATEST', target: '#a', limit: 3 }, '7 8 9', false],
  [
    'LATEST keeps the newest behind its reference',
    { sub: 'LATEST', target: '#a', ref: { msgid: '7' }, limit: 3 },
    '8 9',
    true,
  ],
  [
    'BEFORE keeps the closest',
    { sub: 'BEFORE', target: '#a', ref: { msgid: '5' }, limit: 2 },
    '3 4',
    false,
  ],
  [
    'AFTER keeps the closest',
    { sub: 'AFTER', target: '#a', ref: { at: 5 }, limit: 2 },
    '6 7',
    false,
  ],
  [
    'AROUND has the message itself in the middle',
    { sub: 'AROUND', target: '#a', ref: { msgid: '5' }, limit: 5 },
    '3 4 5 6 7',
    false,
  ],
  [
    'AROUND fills from the other side',
    { sub: 'AROUND', target: '#a', ref: { msgid: '9' }, limit: 4 },
    '6 7 8 9',
    false,
  ],
  [
    'BETWEEN counts from its first reference',
    { sub: 'BETWEEN', target: '#a', from: { msgid: '2' }, to: { msgid: '8' }, limit: 2 },
    '3 4',
    false,
  ],
  [
    'BETWEEN counts from its first reference, also backwards',
    { sub: 'BETWEEN', target: '#a', from: { msgid: '8' }, to: { msgid: '2' }, limit: 2 },
    '6 7',
    false,
  ],
  [
    'a msgid that the buffer does not hold selects nothing, and is no end',
    { sub: 'BEFORE', target: '#a', ref: { msgid: 'gone' }, limit: 2 },
    '',
    false,
  ],
]

for (const [title, selector, ids, end] of cases) {
  test(title, async () => {
    assert.deepEqual(await answer(hours, false, selector), { ids: ids ? ids.split(' ') : [], end })
  })
}

test('AROUND is not misled by many rows of one millisecond', async () => {
  const crowd = Array.from({ length: 50 }, (_, i) => row(String(i).padStart(2, '0'), 1))
  const selector: Paged = { sub: 'AROUND', target: '#a', ref: { msgid: '40' }, limit: 3 }
  assert.deepEqual((await answer(crowd, false, selector)).ids, ['39', '40', '41'])
})

test('rows that are not wanted do not count: the page is filled with others', async () => {
  const log = `log/${logs++}`
  const rows = Array.from({ length: 100 }, (_, i) => row(`${100 + i}`, i, { log }))
  await store.log.append(rows)
  const where = {
    log,
    buffer: '',
    events: false,
    wanted: ({ id }: { id: string }) => Number(id) % 10 === 0,
  }
  const read = async (selector: Paged) => {
    const { rows: found, end } = await select(store.log, where, selector)
    return [...found.map(({ id }) => id), end ? 'end' : ''].join(' ')
  }
  const target = '#tea'
  assert.equal(await read({ sub: 'LATEST', target, limit: 3 }), '170 180 190 ')
  assert.equal(await read({ sub: 'LATEST', target, limit: 30 }), `${decades(100, 190)} end`)
  const at = { sub: 'AFTER', target, ref: { at: 25 } } as const
  assert.equal(await read({ ...at, limit: 2 }), '130 140 ')
  assert.equal(await read({ ...at, limit: 7 }), `${decades(130, 190)} end`)
  assert.equal(await read({ ...at, sub: 'AROUND', limit: 3 }), '120 130 140 ')
})

function decades(first: number, last: number): string {
  const count = (last - first) / 10 + 1
  return Array.from({ length: count }, (_, i) => first + 10 * i).join(' ')
}
