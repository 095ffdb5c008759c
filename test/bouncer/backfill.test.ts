import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { type Message, parse } from '#wire/message.ts'
import { Mirror } from '#wire/mirror.ts'
import { Backfill } from '../../bouncer/backfill.ts'

const caps = ['draft/chathistory', 'batch', 'message-tags', 'server-time']

/** One gap, in #tea, that has been asked about; `limit` is the network's. */
async function gap(limit = 3) {
  const seen = new Mirror()
  for (const cap of caps) seen.caps.add(cap)
  seen.readSupport([`CHATHISTORY=${limit}`])
  const shown: string[] = []
  const asked: string[] = []
  const add = ({ params }: Message) => void shown.push(params[1]!)
  const backfill = new Backfill({
    seen: () => seen,
    send: ({ params }) => void asked.push(params.slice(2).join(' ')),
    firstAt: async () => 1_000,
    lastAt: async () => 5_000,
    lastSeen: async () => 6_000,
    talk: async () => [],
    past: add,
    show: add,
    missing: (channel, since) => void shown.push(`${channel} since ${since}`),
  })
  backfill.begin(['#tea'])
  await backfill.request('#tea')
  const hears = (...lines: string[]) => lines.map((line) => backfill.take(parse(line)!))
  const said = (text: string, msgid = text) =>
    hears(`@batch=1${msgid && `;msgid=${msgid}`} :bob!b@h PRIVMSG #tea :${text}`)
  return { shown, asked, hears, said, backfill }
}

test('an answer that is given up leaves a mark, and what comes of it later is kept all the same', async () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    const { shown, hears, said, asked } = await gap()
    hears('BATCH +1 chathistory #tea', ':bob!b@h PRIVMSG #tea :live')
    said('old')
    mock.timers.tick(10_000)
    assert.deepEqual(shown, ['old', '#tea since 6000', 'live'])
    said('late')
    said('later')
    hears('BATCH -1')
    assert.deepEqual(shown, ['old', '#tea since 6000', 'live', 'late', 'later'])
    assert.equal(asked.length, 1)
  } finally {
    mock.timers.reset()
  }
})

test('a slow answer is waited for as long as it goes on', async () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    const { shown, hears, said } = await gap()
    hears('BATCH +1 chathistory #tea', ':bob!b@h PRIVMSG #tea :live')
    for (const text of ['one', 'two']) {
      mock.timers.tick(9_000)
      said(text)
    }
    mock.timers.tick(9_000)
    assert.deepEqual(shown, [])
    hears('BATCH -1')
    assert.deepEqual(shown, ['one', 'two', 'live'])
  } finally {
    mock.timers.reset()
  }
})

test('a full page that ends in a line without an id has another behind it', async () => {
  const { asked, hears, said } = await gap()
  hears('BATCH +1 chathistory #tea')
  said('one')
  said('two')
  said('its second line', '')
  hears('BATCH -1')
  assert.deepEqual(asked, ['timestamp=1970-01-01T00:00:03.000Z 3', 'msgid=two 3'])
  hears('BATCH +2 chathistory #tea', 'BATCH -2')
})

test('where the network refuses to answer, one line stands before what is said now', async () => {
  const { shown, hears } = await gap()
  hears(':bob!b@h PRIVMSG #tea :live', 'FAIL CHATHISTORY MESSAGE_ERROR #tea :no')
  assert.deepEqual(shown, ['#tea since 6000', 'live'])
})

test('a connection that breaks while history is read leaves the gap open for the next one', async () => {
  const { shown, asked, hears, said, backfill } = await gap()
  hears('BATCH +1 chathistory #tea', ':bob!b@h PRIVMSG #tea :live')
  said('old')
  backfill.lost(['#tea'])
  assert.deepEqual(shown, ['old'])
  backfill.begin(['#tea'])
  hears(':bob!b@h PRIVMSG #tea :newer')
  await backfill.request('#tea')
  hears('BATCH +2 chathistory #tea')
  hears('@batch=2;msgid=live :bob!b@h PRIVMSG #tea :live', 'BATCH -2')
  assert.deepEqual(shown, ['old', 'live', 'newer'])
  assert.equal(asked.length, 2)
})

test('a NAMES while the answer is read asks nothing again, and leaves no mark', async () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    const { shown, hears, said, asked, backfill } = await gap()
    hears('BATCH +1 chathistory #tea')
    said('old')
    await backfill.request('#tea')
    mock.timers.tick(9_000)
    said('older')
    mock.timers.tick(9_000)
    hears('BATCH -1')
    mock.timers.tick(60_000)
    assert.deepEqual(shown, ['old', 'older'])
    assert.equal(asked.length, 1)
  } finally {
    mock.timers.reset()
  }
})

test('who looked for something else there gives way to a gap, and is not left waiting', async () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    const { asked, backfill, hears } = await gap()
    hears('BATCH +1 chathistory #tea', 'BATCH -1')
    const earlier = backfill.earlier('#tea', undefined, 5)
    backfill.lost(['#tea'])
    assert.equal(await earlier, undefined)
    const other = backfill.earlier('#tea', undefined, 5)
    backfill.begin(['#tea'])
    await backfill.request('#tea')
    assert.equal(await other, undefined)
    assert.equal(asked.length, 4)
  } finally {
    mock.timers.reset()
  }
})

/** Nothing is open, and the network speaks of what it did not know itself. */
async function news() {
  const scene = await gap()
  scene.hears('BATCH +1 chathistory #tea', 'BATCH -1')
  return scene
}

const at = (ms: number) => new Date(ms).toISOString()

test('what the network came to know only now is kept, and asked for where there is more', async () => {
  const { shown, asked, hears } = await news()
  const line = (text: string, ms: number) =>
    `@batch=2;time=${at(ms)};msgid=${text} :bob!b@h PRIVMSG #tea :${text}`
  const begin = (ms: number) => `@causerie/since=${at(ms)} BATCH +2 chathistory #tea`
  hears(begin(3_000), line('one', 3_000), line('two', 4_000), 'BATCH -2')
  assert.deepEqual(shown, ['one', 'two'])
  assert.equal(asked.length, 1)
  hears(begin(2_000), line('three', 4_500), 'BATCH -2')
  await new Promise(setImmediate)
  assert.deepEqual(asked.slice(1), [`timestamp=${at(1_999)} 3`])
  hears('BATCH +3 chathistory #tea', line('zero', 2_000).replace('batch=2', 'batch=3'), 'BATCH -3')
  assert.deepEqual(shown, ['one', 'two', 'three', 'zero'])
})

test('no more is asked for than since we are there, and not beside another question', async () => {
  const { asked, hears } = await gap()
  hears(`@causerie/since=${at(500)} BATCH +2 chathistory #tea`, 'BATCH -2')
  await new Promise(setImmediate)
  assert.equal(asked.length, 1)
  hears('BATCH +1 chathistory #tea', 'BATCH -1')
  assert.deepEqual(asked.slice(1), [`timestamp=${at(999)} 3`])
  hears('BATCH +1 chathistory #tea', 'BATCH -1')
})

test('who comes back asks back to when the past of the channel has changed', async () => {
  const { asked, hears, backfill } = await news()
  backfill.lost(['#tea'])
  backfill.begin(['#tea'])
  hears(`@causerie/since=${at(2_000)} BATCH +2 chathistory #tea`, 'BATCH -2')
  await backfill.request('#tea')
  assert.equal(asked.at(-1), `timestamp=${at(0)} 3`)
  hears('BATCH +1 chathistory #tea', 'BATCH -1')
})
