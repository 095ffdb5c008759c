/** What `search` owes. */
import assert from 'node:assert/strict'
import type { NewRow, Search } from '#store/store.ts'
import { ids, type Rule, row } from './sample.ts'

const everywhere: Search = {
  places: [{ log: 'channel/1' }],
  text: '',
  keep: 'newest',
  limit: 100,
}

function said(id: string, at: number, text: string, rest: Partial<NewRow> = {}): NewRow {
  return row(id, at, { line: `@msgid=${id};+x=milk :Ann[a]!a@milk PRIVMSG #a :${text}`, ...rest })
}

const sample = [
  said('a', 10, 'Milk in the TEA'),
  said('b', 20, 'tea, and milk'),
  said('c', 30, 'no \x02mi\x02lk\x0304 today', { buffer: 'x' }),
  row('d', 40, { line: ':bob!b@h NOTICE #a :milkshake' }),
  row('join', 50, { line: ':milk!m@h JOIN #milk', event: true }),
  said('e', 60, 'Żółta łódź, crème brûlée'),
  said('f', 70, 'see https://example.org/a_b?c=d'),
  said('g', 80, '今日は牛乳を飲みます'),
  row('h', 90, { line: ':ann[A]!a@h PRIVMSG #a :one\r\n:ann[A]!a@h PRIVMSG #a :two\x01' }),
  said('i', 100, '\x01ACTION waters the milky way\x01'),
  said('other', 100, 'milk', { log: 'channel/2' }),
]
/** As much as an engine may leave out of its index. */
const filling = Array.from({ length: 700 }, (_, n) =>
  said(`x${n}`, n, 'milk and tea', { log: 'filling' }),
)

const cases: [title: string, search: Partial<Search>, ids: string][] = [
  ['a word, whatever its case and formatting', { text: 'MILK' }, 'a b c'],
  ['all words, in any order', { text: 'tea milk' }, 'a b'],
  ['words in quotes stand together', { text: '"and milk"' }, 'b'],
  ['the beginning of a word', { text: 'milk*' }, 'a b c d i'],
  ['accents do not count', { text: 'zołta BRULEE' }, 'e'],
  ['an address is words that stand together', { text: 'example.org/a_b' }, 'f'],
  ['a script without spaces is searched by what stands together', { text: '牛乳' }, 'g'],
  ['… and not by its characters alone', { text: '乳牛' }, ''],
  ['every line of a message', { text: 'one two' }, 'h'],
  ['what somebody does is said too, but not the word for it', { text: 'action' }, ''],
  ['a nick, in any case', { from: 'ANN[a]', text: 'milk' }, 'a b c'],
  ['nothing but a nick', { from: 'bob' }, 'd'],
  ['a nick is no part of another one', { from: 'ann' }, ''],
  ['neither words nor nick: all messages', {}, 'a b c d e f g h i'],
  ['one buffer', { text: 'milk', places: [{ log: 'channel/1', buffer: 'x' }] }, 'c'],
  ['another log', { text: 'milk', places: [{ log: 'channel/2' }] }, 'other'],
  [
    'several places',
    { text: 'milk', places: [{ log: 'channel/2' }, { log: 'channel/1', buffer: '' }] },
    'a b other',
  ],
  ['an unknown place', { places: [{ log: 'x' }, { log: 'channel/1', buffer: 'y' }] }, ''],
  ['both times count themselves', { text: 'milk', after: 20, before: 30 }, 'b c'],
  ['the newest are kept', { text: 'milk', limit: 2 }, 'b c'],
  ['the oldest are kept', { text: 'milk', limit: 2, keep: 'oldest' }, 'a b'],
  ['the oldest behind a time', { after: 35, limit: 2, keep: 'oldest' }, 'd e'],
  ['the newest before a time', { before: 85, limit: 2 }, 'f g'],
  ['signs are no syntax', { text: 'text:milk OR "' }, ''],
]
export function searching(rule: Rule): void {
  for (const [title, search, expected] of cases) {
    rule(`search: ${title}`, async ({ log }) => {
      await log.append(sample)
      // An engine may index what it keeps later: what it finds must not change.
      for (const more of [[], filling, [said('j', 110, 'nothing else')]]) {
        await log.append(more)
        const { rows, isComplete } = await log.search({ before: 100, ...everywhere, ...search })
        assert.equal(ids(rows), expected)
        assert.equal(isComplete, true)
      }
    })
  }

  rule('search yields rows as they are kept', async ({ log }) => {
    await log.append(sample)
    const { rows } = await log.search({ ...everywhere, text: 'crème' })
    const [kept] = await log.since('channel/1', rows[0]!.seq - 1, 1)
    assert.deepEqual(rows, [kept])
  })

  searchingWhatCameLate(rule)
  searchingWhatIsGone(rule)
}

function searchingWhatCameLate(rule: Rule): void {
  rule('search: what came late stands where it belongs', async ({ log }) => {
    await log.append([said('new', 100, 'milk'), said('newest', 200, 'milk')])
    await log.append([said('late', 50, 'milk'), said('later', 150, 'milk', { buffer: 'x' })])
    await log.append([said('last', 300, 'milk')])
    const found = async (search: Partial<Search>) =>
      ids((await log.search({ ...everywhere, text: 'milk', ...search })).rows)
    assert.equal(await found({}), 'late new later newest last')
    assert.equal(await found({ limit: 3 }), 'later newest last')
    assert.equal(await found({ limit: 2, keep: 'oldest' }), 'late new')
    assert.equal(await found({ after: 60, before: 180 }), 'new later')
    assert.equal(await found({ places: [{ log: 'channel/1', buffer: 'x' }] }), 'later')
  })

  rule('search looks through a long log, and through much that came late', async ({ log }) => {
    const many = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => {
        const n = from + i
        return said(String(n).padStart(5, '0'), n, n % 1000 === 7 ? 'needle hay' : 'hay')
      })
    await log.append(many(3000, 6000))
    await log.append(many(0, 3000))
    await log.append([said('06007', 6007, 'needle')])
    const { rows } = await log.search({ ...everywhere, text: 'needle' })
    assert.equal(ids(rows), '00007 01007 02007 03007 04007 05007 06007')
    const hay = await log.search({ ...everywhere, text: 'hay', before: 2999, limit: 3 })
    assert.equal(ids(hay.rows), '02997 02998 02999')
    const first = await log.search({ ...everywhere, text: 'hay', keep: 'oldest', limit: 2 })
    assert.equal(ids(first.rows), '00000 00001')
  })
}

function searchingWhatIsGone(rule: Rule): void {
  rule('search finds no more what was redacted or forgotten', async ({ log }) => {
    await log.append(sample)
    await log.redact('channel/1', '', 'b')
    await log.forget('channel/1', 15)
    const { rows } = await log.search({ ...everywhere, text: 'milk' })
    assert.equal(ids(rows), 'c')
    await log.forget('channel/1')
    assert.deepEqual((await log.search(everywhere)).rows, [])
    await log.append([said('a', 400, 'milk again')])
    assert.equal(ids((await log.search({ ...everywhere, text: 'milk' })).rows), 'a')
  })
}
