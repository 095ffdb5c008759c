/** How much a person keeps: as they wish, announced, in steps, and never silently. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../until.ts'
import type { Device } from './device.ts'
import { type Stage, type StageOptions, stage } from './stage.ts'

const day = 86_400_000
const quick = { keepEveryMs: 20, keepGraceMs: 0 }
const patient = { keepEveryMs: 20, keepGraceMs: 7 * day }

/** Lines as many days old as their names say. */
async function remembering(options: StageOptions): Promise<Stage> {
  const s = await stage({ accounts: ['alice', 'eve'], ...options })
  const now = Date.now()
  const keep = (log: string, buffer: string, ...days: number[]) =>
    s.store.log.append(
      days.map((ago) => ({
        log,
        buffer,
        id: `${ago}`,
        at: now - ago * day,
        event: false,
        line: `:b!b@h PRIVMSG #tea :${ago}`,
      })),
    )
  await keep('user/alice', 'home/#tea', 400, 300, 200, 100, 1)
  await keep('user/alice', 'home/bob', 350, 2)
  await keep('user/alice/n2', 'n2/#old', 500, 499)
  await keep('user/eve', 'home/#tea', 400, 300)
  return s
}

async function left(s: Stage, log: string, buffer: string): Promise<string> {
  const where = { log, buffer, keep: 'oldest' as const, limit: 100, events: true }
  return (await s.store.log.page(where)).map(({ id }) => id).join(' ')
}

async function told(device: Device, words: string, answer: RegExp): Promise<string> {
  device.send(`PRIVMSG BouncerServ :history keep ${words}`)
  return device.hears(answer)
}

test('everything is kept for ever, unless somebody wishes otherwise', async () => {
  await using s = await remembering({ timing: quick })
  const phone = await s.attach('alice/home@phone')
  await told(phone, '', /:Everything else is kept for ever/)
  await sleep(100)
  assert.equal(await left(s, 'user/alice', 'home/#tea'), '400 300 200 100 1')
  assert.ok(!phone.lines.some((line) => /NOTICE .*(kept|Forgotten)/.test(line)))
})

test('what is older than one wishes goes, in its own scope only, and it is said', async () => {
  await using s = await remembering({ timing: quick })
  const phone = await s.attach('alice/home@phone')
  await told(phone, '#TEA for=250d', /:#TEA on home is kept for 35w5d\. Nothing goes before \d{4}-/)
  await phone.hears(/NOTICE alice :Forgotten, as "history keep" says: 2 lines \(#tea on home 2\)/)
  assert.equal(await left(s, 'user/alice', 'home/#tea'), '200 100 1')
  assert.equal(await left(s, 'user/alice', 'home/bob'), '350 2')
  await told(phone, '* network=home for=300d', /:home is kept for 42w6d/)
  await phone.hears(/Forgotten, .*: 1 line \(bob on home 1\)/)
  assert.equal(await left(s, 'user/alice', 'home/#tea'), '200 100 1')
  await told(phone, '* for=495d', /:Everything is kept/)
  await phone.hears(/Forgotten, .*: 2 lines \(#old on n2 2\)/)
  await told(phone, '', /:Everything else is kept for 1y18w/)
  await phone.hears(/:home is kept for 42w6d/)
  await phone.hears(/:#tea on home is kept for 35w5d/)
  await phone.hears(/:2 lines went on /)
  assert.equal(await left(s, 'user/eve', 'home/#tea'), '400 300')
})

test('of more lines than one wishes the oldest go, across the windows of the scope', async () => {
  await using s = await remembering({ timing: quick })
  const phone = await s.attach('alice/home@phone')
  await told(phone, '* network=home rows=4', /:home is kept the newest 4 lines/)
  await phone.hears(/7 of the 4 lines that you keep of home are there: when there is more/)
  await phone.hears(/Forgotten, .*: 3 lines \(#tea on home 2, bob on home 1\)/)
  assert.equal(await left(s, 'user/alice', 'home/#tea'), '200 100 1')
  assert.equal(await left(s, 'user/alice', 'home/bob'), '2')
  assert.equal(await left(s, 'user/alice/n2', 'n2/#old'), '500 499')
})

test('nothing goes until long after the announcement, which also waits for a device', async () => {
  const keep = { keep: 250 * day, keep_max: 600 * day, rows_max: 10 }
  await using s = await remembering({ timing: patient, keep })
  await s.store.networks.put('alice/home', { name: 'home', nick: 'alice', channels: {} })
  await s.restart()
  const announced = async () =>
    (await s.store.shelf<{ pending?: string[] }>('keeping').get('alice'))?.pending?.length
  await until('the announcement', async () => (await announced()) === 2)
  const phone = await s.attach('alice/home@phone')
  await phone.hears(
    /NOTICE alice :What was said is kept for 35w5d; at most 10 lines in all\. Nothing goes before/,
  )
  await phone.hears(/NOTICE alice :9 of the 10 lines that you may keep are there/)
  await sleep(100)
  assert.equal(await left(s, 'user/alice', 'home/#tea'), '400 300 200 100 1')
  assert.equal(await announced(), 0)
  await told(phone, '* for=601d', /:Here it is 1y33w at most/)
  await told(phone, '* for=500d', /Nothing goes before/)
  await told(phone, '', /:Everything else is kept for 1y19w/)
  await phone.hears(/:You may keep 10 lines in all/)
  await phone.hears(/:Nothing goes before \d{4}-\d\d-\d\d/)
  await told(phone, '* for=default', /Everything has no rule of its own any more/)
})

test('the operator’s most holds for everybody, and nobody may wish for more', async () => {
  await using s = await remembering({ timing: quick, keep: { keep_max: 320 * day } })
  const phone = await s.attach('alice/home@phone')
  await phone.hears(/NOTICE alice :What was said is kept for 45w5d\. Nothing goes before/)
  await phone.hears(/Forgotten, .*: 4 lines/)
  assert.equal(await left(s, 'user/alice', 'home/#tea'), '300 200 100 1')
  await told(phone, '#tea for=forever', /:Here it is 45w5d at most/)
  await told(phone, '#tea rows=2', /:#tea on home is kept the newest 2 lines/)
  await phone.hears(/Forgotten, .*: 2 lines \(#tea on home 2\)/)
})

test('a wish that makes no sense is refused, and says what would', async () => {
  await using s = await remembering({ timing: quick })
  const phone = await s.attach('alice/home@phone')
  await told(phone, '#tea', /:Say for=90d, for=forever, rows=10000, or size=500MiB/)
  await told(phone, '#tea for=soon', /:for is forever, default, or a time of an hour or more/)
  await told(phone, '#tea for=1m', /:for is forever, default/)
  await told(phone, '#tea rows=-1', /:rows is all, or a number/)
  await told(phone, '#tea size=big', /:size is all, or a number of bytes, as 500MiB/)
  await told(phone, '#tea network=x for=1d', /:There is no network x/)
})

test('where one person’s rules cannot be read, those of the others hold', async () => {
  await using s = await remembering({ timing: quick, keep: { keep_max: 350 * day } })
  await s.store.shelf('keeping').put('alice', { rules: null })
  await s.attach('alice/home@phone')
  const phone = await s.attach('eve/home@phone')
  await phone.hears(/Forgotten, .*: 1 line \(#tea on home 1\)/)
  assert.equal(await left(s, 'user/eve', 'home/#tea'), '300')
  assert.ok(s.log.some(({ level, text }) => level === 'error' && /what is to be kept/.test(text)))
})

test('rules are as many as fit, and one that is there may still be changed', async () => {
  await using s = await remembering({ timing: patient })
  const rules = Array.from({ length: 500 }, (_, i) => [`home/#${i}`, { rows: 9 }])
  await s.store.shelf('keeping').put('alice', { rules: Object.fromEntries(rules) })
  const phone = await s.attach('alice/home@phone')
  await told(phone, '#tea rows=5', /:There may be 500 rules: take some back with for=default/)
  await told(phone, '#7 rows=5', /:#7 on home is kept the newest 5 lines/)
  await told(phone, '#8 for=default', /:#8 on home has no rule of its own any more/)
  await told(phone, '#tea rows=5', /:#tea on home is kept the newest 5 lines/)
})

test('of very many lines in many windows the oldest go all the same', async () => {
  await using s = await remembering({ timing: quick })
  const now = Date.now()
  const rows = Array.from({ length: 1_500 }, (_, i) => ({
    log: 'user/alice',
    buffer: `home/w${i % 3 === 0 ? 0 : i % 2}`,
    id: `r${i}`,
    at: now - 600 * day + i,
    event: false,
    line: `:b!b@h PRIVMSG alice :${i}`,
  }))
  await s.store.log.append(rows)
  const phone = await s.attach('alice/home@phone')
  await told(phone, '* network=home rows=107', /:home is kept the newest 107 lines/)
  await phone.hears(/Forgotten, .*: 1,400 lines/)
  const kept = [await left(s, 'user/alice', 'home/w0'), await left(s, 'user/alice', 'home/w1')]
  const ids = kept.flatMap((text) => text.split(' ')).map((id) => Number(id.slice(1)))
  assert.deepEqual(
    ids.sort((a, b) => a - b),
    Array.from({ length: 100 }, (_, i) => 1_400 + i),
  )
})

test('joins and the like go before the oldest message does', async () => {
  await using s = await remembering({ timing: quick })
  const now = Date.now()
  const event = (id: string, ago: number, buffer: string) => ({
    log: 'user/alice',
    buffer,
    id,
    at: now - ago * day,
    event: true,
    line: ':b!b@h JOIN #tea',
  })
  const joins = [
    event('j1', 250, 'home/#tea'),
    event('j2', 3, 'home/bob'),
    event('j3', 0, 'home/bob'),
  ]
  await s.store.log.append(joins)
  const phone = await s.attach('alice/home@phone')
  await told(phone, '* network=home rows=8', /:home is kept the newest 8 lines/)
  await phone.hears(/Forgotten, .*: 2 lines \(#tea on home 1, bob on home 1\)/)
  assert.equal(await left(s, 'user/alice', 'home/#tea'), '400 300 200 100 1')
  assert.equal(await left(s, 'user/alice', 'home/bob'), '350 2 j3')
  await told(phone, '* network=home rows=6', /:home is kept the newest 6 lines/)
  await phone.hears(/Forgotten, .*: 2 lines \(bob on home 1, #tea on home 1\)/)
  assert.equal(await left(s, 'user/alice', 'home/#tea'), '300 200 100 1')
  assert.equal(await left(s, 'user/alice', 'home/bob'), '350 2')
})

test('of more bytes than one wishes, or may keep, the oldest lines go, and it is said before', async () => {
  await using s = await remembering({ timing: quick, keep: { bytes_max: 1_400 } })
  const now = Date.now()
  const long = Array.from({ length: 6 }, (_, n) => ({
    log: 'user/alice/n2',
    buffer: 'n2/#long',
    id: `l${n}`,
    at: now - (50 - n) * day,
    event: false,
    line: `:b!b@h PRIVMSG #long :${'x'.repeat(178)}`,
  }))
  await s.store.log.append(long.slice(0, 5))
  const phone = await s.attach('alice/home@phone')
  const most = '1\\.4 KiB'
  await phone.hears(/NOTICE alice :What was said is kept for ever; at most 1\.4 KiB in all/)
  await phone.hears(
    /NOTICE alice :1\.2 KiB of the 1\.4 KiB that you may keep are there: when there is/,
  )
  await told(phone, '', new RegExp(`:You may keep ${most} in all`))
  await s.store.log.append(long.slice(5))
  await phone.hears(/Forgotten, .*: \d lines? \(/)
  assert.equal(await left(s, 'user/alice/n2', 'n2/#old'), '499')
  await told(phone, '* network=home size=81', /:home is kept the newest 81 B/)
  await phone.hears(/Forgotten, .*: \d lines? \(#tea on home/)
  assert.equal(await left(s, 'user/alice', 'home/#tea'), '100 1')
  assert.equal(await left(s, 'user/alice', 'home/bob'), '2')
  assert.equal(await left(s, 'user/alice/n2', 'n2/#long'), 'l0 l1 l2 l3 l4 l5')
})
