/** Devices that read the log themselves: CHATHISTORY and MARKREAD. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatTime } from '#wire/chathistory.ts'
import { parse } from '#wire/message.ts'
import type { Device } from './device.ts'
import { type Stage, stage } from './stage.ts'

const caps = ['draft/chathistory', 'batch', 'server-time', 'message-tags']

/** What was said while nobody was there: line n at n milliseconds. */
async function said(s: Stage, from: number, to: number, target = '#tea'): Promise<void> {
  const rows = []
  for (let n = from; n <= to; n++) {
    const line = `@time=${formatTime(n)};msgid=m${n} :Bob!b@h PRIVMSG ${target} :line ${n}`
    const buffer = `home/${target === 'alice' ? 'bob' : target.toLowerCase()}`
    rows.push({ log: 'user/alice', buffer, id: `m${n}`, at: n, event: false, line })
  }
  await s.store.log.append(rows)
}

/** Asks, and returns the batch that answers: its first line, and the texts in it. */
async function asked(device: Device, request: string): Promise<{ begin: string; texts: string[] }> {
  device.send(`CHATHISTORY ${request}`)
  const begin = await device.hears(/BATCH \+/)
  const id = /BATCH \+(\S+)/.exec(begin)![1]!
  await device.hears(new RegExp(`BATCH :?-${id}$`))
  const lines = device.lines.filter((line) => line.includes(`batch=${id}`))
  return { begin, texts: lines.map((line) => parse(line)!.params.at(-1)!) }
}

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}`)

test('a device with chathistory is pushed nothing, and pages everything', async () => {
  await using s = await stage()
  await s.store.cursors.put('alice/phone', { seq: 0, at: 0 })
  await said(s, 1, 250)
  const phone = await s.attach('alice@phone', ...caps)
  await sleep(50)
  assert.deepEqual(phone.texts, [])
  assert.ok(
    phone.lines.some((line) => / 005 .*CHATHISTORY=1000 MSGREFTYPES=msgid,timestamp/.test(line)),
  )
  const latest = await asked(phone, 'LATEST #TEA * 50')
  assert.match(latest.begin, /BATCH \+\S+ chathistory #tea$/)
  assert.deepEqual(latest.texts, lines(201, 250))
  assert.deepEqual((await asked(phone, 'BEFORE #tea msgid=m201 200')).texts, lines(1, 200))
  const time = (n: number) => `timestamp=${formatTime(n)}`
  assert.deepEqual((await asked(phone, `AFTER #tea ${time(10)} 3`)).texts, lines(11, 13))
  assert.deepEqual(
    (await asked(phone, `BETWEEN #tea ${time(10)} ${time(15)} 100`)).texts,
    lines(11, 14),
  )
  assert.deepEqual(
    (await asked(phone, `BETWEEN #tea ${time(15)} ${time(10)} 2`)).texts,
    lines(13, 14),
  )
  assert.deepEqual((await asked(phone, 'AROUND #tea msgid=m100 5')).texts, lines(98, 102))
})

test('the end is told where it is certain, and an unknown place is an empty batch', async () => {
  await using s = await stage()
  await said(s, 1, 10)
  const phone = await s.attach('alice@phone', ...caps)
  const end = async (request: string) => {
    return (await asked(phone, request)).begin.startsWith('@draft/chathistory-end ')
  }
  assert.equal(await end('LATEST #tea * 9'), false)
  assert.equal(await end('LATEST #tea * 10'), true)
  assert.equal(await end('BEFORE #tea msgid=m5 3'), false)
  assert.equal(await end('BEFORE #tea msgid=m5 4'), true)
  assert.equal(await end('LATEST #tea msgid=m5 100'), false)
  assert.equal(await end('BEFORE #tea msgid=nothing 4'), false)
  assert.deepEqual((await asked(phone, 'BEFORE #tea msgid=nothing 4')).texts, [])
  assert.deepEqual((await asked(phone, 'LATEST nobody * 4')).texts, [])
})

test('a refusal names the target in the fourth place, or Kiwi would wait for ever', async () => {
  await using s = await stage()
  const phone = await s.attach('alice@phone', ...caps)
  const fails = async (request: string, pattern: RegExp) => {
    phone.send(`CHATHISTORY ${request}`)
    const line = parse(await phone.hears(/ FAIL CHATHISTORY /))!
    assert.match(line.params.join(' '), pattern)
    assert.ok(line.params.length >= 5)
  }
  await fails('LATEST #nowhere * 50', /^CHATHISTORY INVALID_TARGET LATEST #nowhere /)
  await fails('BEFORE #tea yesterday 50', /^CHATHISTORY INVALID_MSGREFTYPE BEFORE #tea yesterday /)
  await fails('BEFORE #tea timestamp=x 50', /^CHATHISTORY INVALID_PARAMS BEFORE #tea timestamp=x /)
  await fails('LATEST #tea', /^CHATHISTORY INVALID_PARAMS LATEST #tea /)
  await fails('NONSENSE #tea * 5', /^CHATHISTORY INVALID_PARAMS NONSENSE #tea /)
  await fails('TARGETS msgid=a msgid=b 5', /^CHATHISTORY INVALID_PARAMS TARGETS /)
  await fails('', /^CHATHISTORY INVALID_PARAMS \* \* /)
})

test('TARGETS lists the conversations by the time of their last message', async () => {
  await using s = await stage()
  await said(s, 1, 10)
  await said(s, 20, 30, 'alice')
  await said(s, 40, 41, '#Milk')
  const phone = await s.attach('alice@phone', ...caps)
  const time = (n: number) => `timestamp=${formatTime(n)}`
  phone.send(`CHATHISTORY TARGETS ${time(10)} ${time(1_000)} 50`)
  await phone.hears(/BATCH \+\S+ :?draft\/chathistory-targets/)
  assert.match(await phone.hears(/ CHATHISTORY /), /TARGETS Bob 1970-01-01T00:00:00.030Z$/)
  assert.match(await phone.hears(/ CHATHISTORY /), /TARGETS #Milk 1970-01-01T00:00:00.041Z$/)
  await phone.hears(/BATCH :?-/)
})

test('joins and topics are in the history of whoever asked for events', async () => {
  await using s = await stage()
  const phone = await s.attach('alice@phone', ...caps, 'draft/event-playback')
  phone.send('JOIN #tea')
  await phone.hears(/ 366 /)
  s.network.says(':bob!b@h JOIN #tea', ':bob!b@h TOPIC #tea :milk', ':bob!b@h PRIVMSG #tea :hi')
  s.network.says('@+draft/react=x;+draft/reply=1 :bob!b@h TAGMSG #tea', ':bob!b@h QUIT :bye')
  await phone.hears(/QUIT/)
  phone.send('CHATHISTORY LATEST #tea * 50')
  await phone.hears(/BATCH \+/)
  const verbs: string[] = []
  for (let line = await phone.hears(/./); !/BATCH -/.test(line); line = await phone.hears(/./)) {
    verbs.push(parse(line)!.verb)
  }
  assert.deepEqual(verbs, ['JOIN', 'JOIN', 'TOPIC', 'PRIVMSG', 'TAGMSG', 'QUIT'])
  const desk = await s.attach('alice@desk', ...caps)
  assert.deepEqual((await asked(desk, 'LATEST #tea * 50')).texts, ['hi'])
})

test('what was seen stays readable after leaving, also under an old nick', async () => {
  await using s = await stage()
  const phone = await s.attach('alice@phone', ...caps)
  phone.send('JOIN #tea')
  await phone.hears(/ 366 /)
  s.network.says(':bob!b@h PRIVMSG #tea :hello', ':bob!b@h PRIVMSG alice :psst')
  await phone.hears(/psst/)
  phone.send('PART #tea', 'NICK alicia', 'PRIVMSG bob :yes?')
  await s.network.hears(/PRIVMSG bob :yes/)
  await sleep(50)
  assert.deepEqual((await asked(phone, 'LATEST #tea * 50')).texts, ['hello'])
  const talk = await asked(phone, 'LATEST bob * 50')
  assert.deepEqual(talk.texts, ['psst', 'yes?'])
  assert.ok(phone.lines.some((line) => /batch=.*PRIVMSG alicia :psst/.test(line)))
})

test('the cursor follows what is paged, marked or acknowledged, and never passes a gap', async () => {
  await using s = await stage()
  await s.store.cursors.put('alice/phone', { seq: 0, at: 0 })
  await said(s, 1, 100)
  await said(s, 101, 110, 'alice')
  const phone = await s.attach('alice@phone', ...caps, 'draft/read-marker')
  const at = async () => (await s.store.cursors.get('alice/phone'))!.seq
  s.network.says(':bob!b@h PRIVMSG alice :now')
  await phone.hears(/:now/)
  await sleep(60)
  assert.equal(await at(), 0)
  await asked(phone, 'LATEST #tea * 50')
  await sleep(30)
  assert.equal(await at(), 0)
  await asked(phone, 'BEFORE #tea msgid=m51 100')
  await sleep(30)
  assert.equal(await at(), 100)
  phone.send(`MARKREAD bob timestamp=${formatTime(110)}`)
  await phone.hears(/MARKREAD/)
  await sleep(30)
  assert.equal(await at(), 111)
})

test('a device that was never here and asks for nothing is told of unread conversations', async () => {
  await using s = await stage({ timing: { coldStartMs: 30 } })
  await said(s, 1, 5)
  await said(s, 6, 8, 'alice')
  const phone = await s.attach('alice@phone', ...caps)
  await phone.hears(/BATCH \+\S+ chathistory Bob/)
  await phone.hears(/line 6$/)
  await phone.hears(/line 8$/)
  assert.deepEqual(phone.texts, ['line 6', 'line 7', 'line 8'])
  const asking = await s.attach('alice@other', ...caps)
  asking.send('CHATHISTORY TARGETS timestamp=1970-01-01T00:00:00Z timestamp=2999-01-01T00:00:00Z 5')
  await sleep(80)
  assert.deepEqual(asking.texts, [])
})

test('a read marker goes forwards, to all of one’s devices, and stands before the names', async () => {
  await using s = await stage()
  const phone = await s.attach('alice@phone', 'draft/read-marker')
  const desk = await s.attach('alice@desk', 'draft/read-marker')
  const old = await s.attach('alice@old')
  phone.send('JOIN #tea')
  await desk.hears(/ 366 /)
  const order = desk.lines
    .filter((line) => / MARKREAD | 366 |JOIN/.test(line))
    .map((l) => parse(l)!.verb)
  assert.deepEqual(order, ['JOIN', 'MARKREAD', '366'])
  const mark = (text: string) => phone.send(`MARKREAD #TEA timestamp=${text}`)
  mark('2020-01-01T00:00:00.000Z')
  await desk.hears(/ MARKREAD #TEA timestamp=2020-01-01T00:00:00.000Z$/)
  await phone.hears(/ MARKREAD #TEA timestamp=2020-01-01T00:00:00.000Z$/)
  mark('2019-01-01T00:00:00.000Z')
  await phone.hears(/ MARKREAD #TEA timestamp=2020-01-01T00:00:00.000Z$/)
  mark('2999-01-01T00:00:00.000Z')
  const clamped = await phone.hears(/ MARKREAD #TEA /)
  assert.ok(Date.parse(clamped.split('=').at(-1)!) <= Date.now())
  phone.send('MARKREAD bob', 'MARKREAD', 'MARKREAD #tea *', 'MARKREAD #tea timestamp=x')
  await phone.hears(/ MARKREAD bob \*$/)
  await phone.hears(/ FAIL MARKREAD NEED_MORE_PARAMS /)
  await phone.hears(/ FAIL MARKREAD INVALID_PARAMS #tea \* /)
  await phone.hears(/ FAIL MARKREAD INVALID_PARAMS #tea timestamp=x /)
  assert.ok(!old.lines.some((line) => line.includes('MARKREAD')))
  await s.restart()
  const back = await s.attach('alice@phone', 'draft/read-marker')
  const kept = await back.hears(/ MARKREAD #tea /)
  assert.equal(kept.split('=').at(-1), clamped.split('=').at(-1))
})
