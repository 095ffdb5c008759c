/** After a split both sides have what was said on the other, and whoever was there reads it once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Row } from '#store/store.ts'
import type { Theatre } from '../../theatre.ts'
import { until } from '../../until.ts'
import { Linked } from './linked.ts'

const caps = 'batch message-tags server-time draft/chathistory draft/message-redaction'

async function remembered({ server, store }: Theatre, name: string): Promise<Partial<Row>[]> {
  const { log } = server.net.channel(name)!
  const page = { log, buffer: '', keep: 'newest', limit: 1000, events: true } as const
  const rows = await store.log.page(page)
  return rows.map(({ id, at, event, line }) => ({ id, at, event, line }))
}

async function healed({ a, b }: Linked, name = '#tea', count?: number): Promise<void> {
  const lines = async (theatre: Theatre) => JSON.stringify(await remembered(theatre, name))
  await until('both to remember the same', async () => {
    const there = await remembered(a, name)
    return (count ?? there.length) === there.length && (await lines(b)) === (await lines(a))
  })
  // Who is here is told as soon as all is there.
  for (let i = 0; i < 20; i++) await new Promise(setImmediate)
}

/** As somebody has registered it on one server. */
function register({ server }: Theatre, ...settings: string[]): void {
  server.net.channel('#tea')!.registration = {
    founder: 'founder',
    at: 0,
    usedAt: 0,
    access: [],
    autoKicks: [],
    templates: {},
    lock: { on: {}, off: '' },
    settings,
    texts: {},
  }
}

/** alice on A and bob on B, who have #tea together. */
async function scene(options: Parameters<typeof Linked.open>[0] = {}): Promise<Linked> {
  const both = await Linked.open(options)
  both.link()
  await both.onA(`alice + ${caps}\n alice > JOIN #tea\n alice <…`)
  await both.onB(`bob + ${caps}\n bob > JOIN #tea\n bob <…\n dave +\n dave > JOIN #tea\n dave <…`)
  await both.onA('alice <…')
  return both
}

test('what was said on the other side is read in one batch, and history is the same', async () => {
  await using both = await scene()
  both.cut()
  await both.onA(
    'wait 1s\n alice <…\n alice > PRIVMSG #tea :one\n alice > TOPIC #tea :new\n alice <…',
  )
  await both.onB(
    'wait 2s\n bob <…\n dave <…\n bob > PRIVMSG #tea :two\n dave > PRIVMSG #tea :three\n bob <…\n dave <…',
  )
  both.a.now = both.b.now
  both.link()
  await healed(both, '#tea', 7)
  await both.onA(`
    alice <… @time=… :a.test BATCH +b1 chathistory #tea
    alice < @batch=b1;msgid=…;time=2026-01-01T00:00:02.000Z :bob!~bob@192.0.2.1 PRIVMSG #tea :two
    alice < @batch=b1;msgid=…;time=2026-01-01T00:00:02.001Z :dave!~dave@192.0.2.1 PRIVMSG #tea :three
    alice < @time=… :a.test BATCH -b1
    alice <>
  `)
  await both.onB(`
    bob <… @time=… :b.test BATCH +b1 chathistory #tea
    bob < @batch=b1;msgid=…;time=2026-01-01T00:00:01.000Z :alice!~alice@192.0.2.1 PRIVMSG #tea :one
    bob < @time=… :b.test BATCH -b1
    bob <>
    dave <… :b.test NOTICE #tea :1 line was said here while servers were apart: history has what you missed
    dave <>
  `)
})

test('what was redacted on one side meanwhile is gone on the other, and nobody reads it again', async () => {
  await using both = await scene()
  await both.onA('wait 1s\n alice > PRIVMSG #tea :milk first\n alice <…')
  await both.onB('wait 1s\n bob <…\n dave <…')
  both.cut()
  await both.onB('bob <…\n dave <…')
  const [said] = (await remembered(both.a, '#tea')).slice(-1)
  await both.onA(`alice <…\n alice > REDACT #tea ${said?.id} :no\n alice <…`)
  both.link()
  await healed(both, '#tea', 3)
  await both.onB(`bob <… …:alice!~alice@192.0.2.1 REDACT #tea ${said?.id} no\n bob <>\n dave <…`)
  await both.onA('alice <…')
  both.cut()
  both.link()
  await healed(both, '#tea', 3)
  const heard = both.b.actors.get('bob')!.heard.splice(0).join('\n')
  assert.doesNotMatch(heard, /PRIVMSG|REDACT/)
  assert.match(heard, /JOIN/)
})

test('of very much only the latest is shown; who keeps a history reads since when it is', async () => {
  await using both = await scene()
  await both.onA(`keeper + ${caps} causerie/healed\n keeper > JOIN #tea\n keeper <…`)
  await both.onB('wait 1s\n bob <…\n dave <…')
  both.a.now = both.b.now
  both.cut()
  await both.onB('bob <…\n dave <…')
  for (let i = 0; i < 130; i++) await both.onB(`dave > PRIVMSG #tea :${i}`)
  both.link()
  await healed(both, '#tea', 134)
  const since = 'causerie/since=2026-01-01T00:00:01.000Z'
  for (const name of ['alice', 'keeper']) {
    const heard = both.a.actors.get(name)!.heard.splice(0)
    const first = heard.findIndex((line) => line.includes(' chathistory #tea'))
    const last = heard.findLastIndex((line) => line.includes('BATCH -'))
    assert.equal(heard[first]!.includes(since), name === 'keeper')
    assert.equal(last - first, 101)
    assert(heard[last - 1]!.endsWith(' :129'))
  }
  await both.onA(`
    keeper > PART #tea
    keeper > JOIN #tea
    keeper <… @time=…;${since} :a.test BATCH +b2 chathistory #tea
    keeper < @time=… :a.test BATCH -b2
    keeper <…
    alice > PART #tea
    alice > JOIN #tea
    alice <… …:a.test 366 …
    alice <>
    keeper <…
  `)
})

test('a message of several lines comes whole, and long ones too', async () => {
  await using both = await scene()
  both.cut()
  const many = Array.from(
    { length: 90 },
    (_, i) => `eve > @batch=1 PRIVMSG #tea :${i}${'x'.repeat(30)}`,
  )
  const long = 'é'.repeat(200)
  await both.onB(`
    bob <…
    dave <…
    eve + batch message-tags draft/multiline
    eve > JOIN #tea
    eve > BATCH +1 draft/multiline #tea
    ${many.join('\n')}
    eve > BATCH -1
    eve > @+a=${'y'.repeat(4000)} PRIVMSG #tea :${long}
    eve <…
    bob <…
    dave <…
  `)
  both.link()
  await healed(both, '#tea', 6)
  const [multi] = (await remembered(both.a, '#tea')).slice(-2)
  assert.equal(multi?.line?.split('\r\n').length, 92)
})

test('who may read only what was said since it came reads no more of the other side', async () => {
  await using both = await Linked.open()
  both.link()
  await both.onA(`alice + ${caps}\n alice > JOIN #tea\n alice <…`)
  await both.onB('bob +\n bob > JOIN #tea\n bob <…')
  both.cut()
  await both.onB('wait 10s\n bob <…\n bob > PRIVMSG #tea :before carol came')
  both.a.now = both.b.now + 5000
  await both.onA(`
    alice <…
    carol + ${caps}
    carol > JOIN #tea
    carol <…
    alice <…
  `)
  register(both.a, 'SINCEJOIN', 'HISTORY')
  both.b.now = both.a.now
  both.link()
  await healed(both, '#tea')
  const carol = both.a.actors.get('carol')!
  assert.doesNotMatch(carol.heard.splice(0).join('\n'), /before carol came/)
})

test('a server behind is told, too, and all log how much it was', async () => {
  await using both = await scene()
  both.cut()
  await both.onB('bob <…\n dave <…\n bob > PRIVMSG #tea :two\n bob <…\n dave <…')
  both.link()
  await healed(both, '#tea', 4)
  assert(both.a.told.includes('history healed'))
  assert(both.b.told.includes('history healed'))
  await both.onA('alice <…')
  await both.onB('bob <…\n dave <…')
})

test('a channel that keeps no history is not compared', async () => {
  await using both = await scene()
  both.cut()
  register(both.a)
  await both.onB('bob <…\n dave <…\n bob > PRIVMSG #tea :two\n bob <…\n dave <…')
  const before = (await remembered(both.a, '#tea')).length
  both.link()
  await until('the link', () => both.a.told.includes('link up'))
  for (let i = 0; i < 50; i++) await new Promise(setImmediate)
  assert.equal((await remembered(both.a, '#tea')).length, before)
  await both.onA('alice <…')
  await both.onB('bob <…\n dave <…')
})
