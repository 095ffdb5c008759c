import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatTime } from '#wire/chathistory.ts'
import { type Device, eventually } from './device.ts'
import { type Stage, stage } from './stage.ts'

/** What was said while nobody was there, straight into the person's log. */
async function said(s: Stage, from: number, to: number, target = '#tea'): Promise<void> {
  const rows = []
  for (let n = from; n <= to; n++) {
    const line = `@time=${formatTime(n)};msgid=m${n} :bob!b@h PRIVMSG ${target} :line ${n}`
    const buffer = `home/${target === '#tea' ? '#tea' : 'bob'}`
    rows.push({ log: 'user/alice', buffer, id: `m${n}`, at: n, event: false, line })
  }
  await s.store.log.append(rows)
}

async function settled(s: Stage, device: string, seq: number): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if ((await s.store.cursors.get(`alice/${device}`))?.seq === seq) return
    await sleep(5)
  }
  assert.fail(`the cursor is ${JSON.stringify(await s.store.cursors.get(`alice/${device}`))}`)
}

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}`)

test('a long absence is replayed whole, in pages that wait for answers', async () => {
  await using s = await stage()
  await s.store.cursors.put('alice/phone', { seq: 0, at: 0 })
  await said(s, 1, 2_000)
  const phone = await s.attach('alice@phone', 'server-time')
  await phone.until(() => phone.texts.length === 2_000)
  assert.deepEqual(phone.texts, lines(1, 2_000))
  await settled(s, 'phone', 2_000)
})

test('without an answer no more than a window of lines is sent, and the cursor stays', async () => {
  await using s = await stage({ pace: { muteMs: 60_000 } })
  await s.store.cursors.put('alice/phone', { seq: 0, at: 0 })
  await said(s, 1, 1_000)
  const phone = await s.connect()
  phone.pongs = false
  phone.send('PASS alice@phone:correct:horse', 'NICK alice', 'USER x 0 * :x')
  await phone.hears(/line 300/)
  await sleep(100)
  assert.deepEqual(phone.texts, lines(1, 300))
  assert.equal((await s.store.cursors.get('alice/phone'))?.seq, 0)
  phone.pongs = true
  phone.send('PONG :bl-300', 'PONG :bl-100000')
  await settled(s, 'phone', 1_000)
  assert.deepEqual(phone.texts, lines(1, 1_000))
})

test('a client that never answers gets everything all the same', async () => {
  await using s = await stage({ pace: { muteMs: 50 } })
  await s.store.cursors.put('alice/bot', { seq: 0, at: 0 })
  await said(s, 1, 1_000)
  const bot = await s.connect()
  bot.pongs = false
  bot.send('PASS alice@bot:correct:horse', 'NICK alice', 'USER x 0 * :x')
  await bot.until(() => bot.texts.length === 1_000)
  s.network.says(':bob!b@h PRIVMSG alice :and live')
  await bot.until(() => bot.texts.length === 1_001)
  assert.equal((await s.store.cursors.get('alice/bot'))?.seq, 0)
  bot.send('QUIT')
  await settled(s, 'bot', 1_001)
})

test('lines that happen during a replay follow it, in the order of the log', async () => {
  await using s = await stage()
  await s.store.cursors.put('alice/phone', { seq: 0, at: 0 })
  const desk = await s.attach('alice@desk')
  desk.send('JOIN #tea')
  await desk.hears(/ 366 /)
  await said(s, 1, 900)
  const phone = await s.attach('alice@phone')
  for (let n = 901; n <= 1_000; n++) {
    s.network.says(`:bob!b@h PRIVMSG #tea :line ${n}`)
    if (n % 10 === 0) await sleep(1)
  }
  s.network.says(':carol!c@h JOIN #tea', ':irc.test 333 alice #tea bob 1', ':bob PRIVMSG #tea :end')
  await phone.until(() => phone.texts.at(-1) === 'end')
  assert.deepEqual(phone.texts, [...lines(1, 1_000), 'end'])
  const [carol, end] = [/:carol!c@h JOIN #tea/, /PRIVMSG #tea :end/].map((pattern) =>
    phone.lines.findIndex((line) => pattern.test(line)),
  )
  assert.ok(carol! > 0 && carol! < end!)
})

test('a device that was never here begins with the last hundred messages', async () => {
  await using s = await stage()
  await said(s, 1, 500)
  const phone = await s.attach('alice@new')
  await phone.until(() => phone.texts.length === 100)
  await sleep(30)
  assert.deepEqual(phone.texts, lines(401, 500))
  await settled(s, 'new', 500)
})

test('with batch the replay is wrapped in chathistory batches, one for each window', async () => {
  await using s = await stage()
  await s.store.cursors.put('alice/phone', { seq: 0, at: 0 })
  await said(s, 1, 3)
  await said(s, 4, 5, 'alice')
  await said(s, 6, 6)
  const phone = await s.attach('alice@phone', 'batch', 'message-tags', 'server-time')
  await phone.until(() => phone.texts.length === 6)
  const [one, other] = phone.lines.filter((line) => / BATCH \+\S+ chathistory /.test(line))
  assert.match(one!, /chathistory #tea$/)
  assert.match(other!, /chathistory bob$/)
  const id = /BATCH \+(\S+)/.exec(one!)![1]
  const inside = phone.lines.filter((line) => line.startsWith(`@batch=${id};`))
  assert.equal(inside.length, 4)
  assert.match(inside[0]!, /^@batch=\S+;time=1970-01-01T00:00:00.001Z;msgid=m1 :bob!b@h /)
})

test('without server-time the clock time stands in the text', async () => {
  await using s = await stage()
  await s.store.cursors.put('alice/old', { seq: 0, at: 0 })
  await said(s, 1, 1)
  const at = formatTime(2)
  const line = `@time=${at};msgid=a :bob!b@h PRIVMSG #tea :\x01ACTION waves\x01`
  const row = { log: 'user/alice', buffer: 'home/#tea', id: 'a', at: 2, event: false, line }
  await s.store.log.append([row])
  const old = await s.attach('alice@old')
  await old.hears(/^:bob!b@h PRIVMSG #tea :\[00:00:00\] line 1$/)
  await old.hears(/^:bob!b@h PRIVMSG #tea :\x01ACTION \[00:00:00\] waves\x01$/)
})

test('in a private window our nick of that time is the one of today', async () => {
  await using s = await stage()
  await s.store.cursors.put('alice/phone', { seq: 0, at: 0 })
  const row = (n: number, line: string) => ({
    ...{ log: 'user/alice', buffer: 'home/bob', id: `m${n}`, at: n, event: false },
    line: `@time=${formatTime(n)};msgid=m${n} ${line}`,
  })
  await s.store.log.append([
    row(1, ':bob!b@h PRIVMSG oldme :hi'),
    row(2, ':oldme!u@h PRIVMSG bob :hello'),
  ])
  const phone = await s.attach('alice@phone', 'message-tags', 'server-time')
  await phone.hears(/:bob!b@h PRIVMSG alice :hi/)
  await phone.hears(/:alice!u@h PRIVMSG bob :hello/)
})

test('joins and quits of the past are not replayed, those since the device came are', async () => {
  await using s = await stage()
  const phone = await s.attach('alice@phone')
  phone.send('JOIN #tea,#milk')
  await phone.hears(/366 alice #milk/)
  s.network.says(':bob!b@h JOIN #tea', ':bob!b@h JOIN #milk')
  await phone.hears(/:bob!b@h JOIN #milk/)
  phone.drop()
  s.network.says(':bob!b@h QUIT :gone', ':carol!c@h JOIN #tea')
  await sleep(20)
  const back = await s.attach('alice@phone')
  s.network.says(':carol!c@h JOIN #milk', ':carol!c@h QUIT :bye')
  await back.hears(/:carol!c@h QUIT/)
  await sleep(20)
  assert.equal(back.lines.filter((line) => line.includes('bob')).length, 0)
  assert.equal(back.lines.filter((line) => line.includes('QUIT')).length, 1)
})

/** Lets a device hear at most so many bytes, then cuts its connection. */
async function cutAfter(s: Stage, bytes: number, kept: string[]): Promise<boolean> {
  const device: Device = await s.connect()
  device.cutAfterBytes = bytes
  device.send('PASS alice@phone:correct:horse', 'NICK alice', 'USER x 0 * :x')
  await eventually(() => device.closed || device.texts.at(-1) === 'line 400')
  kept.push(...device.acknowledged)
  return device.closed
}

test('wherever a replay is cut, what was acknowledged never comes again and nothing is lost', async () => {
  await using s = await stage()
  await s.store.cursors.put('alice/phone', { seq: 0, at: 0 })
  await said(s, 1, 400)
  const kept: string[] = []
  let seed = 7
  let cuts = 0
  while (kept.at(-1) !== 'line 400' && cuts < 60) {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    cuts += (await cutAfter(s, 600 + (seed % 4_000), kept)) ? 1 : 0
    await sleep(5)
  }
  assert.ok(cuts > 3, `${cuts} cuts`)
  assert.deepEqual(kept, lines(1, 400))
})

test('a device that comes back while its old connection lingers takes its place', async () => {
  await using s = await stage({ pace: { muteMs: 60_000 } })
  const old = await s.attach('alice@phone')
  const nameless = await s.attach('alice')
  const other = await s.attach('alice')
  old.pongs = false
  s.network.says(':bob!b@h PRIVMSG alice :into the void')
  await old.hears(/into the void/)
  const back = await s.attach('alice@phone')
  await back.hears(/into the void/)
  await old.hears(/^ERROR :/)
  assert.ok(!nameless.closed && !other.closed)
})

test('what names its owner in a hidden channel is asked about, and told also to one behind', async () => {
  await using s = await stage({ pace: { muteMs: 60_000, windowRows: 2 } })
  await s.store.cursors.put('alice/phone', { seq: 0, at: 0 })
  const desk = await s.attach('alice@desk')
  desk.send('JOIN #tea')
  await desk.hears(/ 366 /)
  desk.send('PRIVMSG BouncerServ :channel detach #tea')
  await desk.hears(/#tea is detached/)
  s.network.says(':bob!b@h PRIVMSG #tea :alice: first', ':bob!b@h PRIVMSG alice :second')
  await desk.hears(/second/)
  const phone = await s.connect()
  phone.pongs = false
  phone.send('PASS alice@phone:correct:horse', 'NICK alice', 'USER x 0 * :x')
  await phone.hears(/NOTICE alice :#tea <bob> alice: first/)
  await phone.hears(/second/)
  s.network.says(':bob!b@h PRIVMSG #tea :alice: third', ':bob!b@h PRIVMSG alice :fourth')
  await desk.hears(/fourth/)
  assert.equal((await s.store.cursors.get('alice/phone'))?.seq, 0)
  phone.pongs = true
  phone.send(`PONG ${lastPing(phone).slice(5)}`)
  await phone.hears(/NOTICE alice :#tea <bob> alice: third/)
  await phone.hears(/fourth/)
})

function lastPing({ lines: heard }: Device): string {
  return heard.findLast((line) => line.startsWith('PING :bl-'))!
}
