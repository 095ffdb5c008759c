import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Clock } from '#host/clock.ts'
import { Ids } from '#host/ids.ts'
import { version } from '#host/version.ts'

test('the clock follows the machine but never goes back', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1000 })
  const clock = new Clock()
  assert.equal(clock.now(), 1000)
  t.mock.timers.setTime(500)
  assert.equal(clock.now(), 1000)
  t.mock.timers.setTime(1500)
  assert.equal(clock.now(), 1500)
  assert.equal(new Clock(2000).now(), 2000)
})

test('time goes on, at half its speed, while the machine is behind, and never back', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 })
  const clock = new Clock(1_060_000)
  const told = [1_000_000, 1_000_001, 1_020_000, 1_010_000, 1_050_000, 1_120_500].map((at) => {
    t.mock.timers.setTime(at)
    return clock.now()
  })
  assert.deepEqual(told, [1_060_000, 1_060_000, 1_070_000, 1_070_000, 1_085_000, 1_120_500])
  t.mock.timers.setTime(1_100_000)
  assert.equal(clock.now(), 1_120_500)
  t.mock.timers.setTime(1_100_010)
  assert.equal(clock.now(), 1_120_505)
})

test('ids are short, safe in tags and URLs, and sort in the order they were made', () => {
  const ids = new Ids('1CA')
  const made: string[] = []
  for (const at of [1, 61, 62, 1_790_000_000_000, 1_790_000_000_000, 1_790_000_000_001, 5]) {
    for (let i = 0; i < 100; i++) made.push(ids.next(at))
  }
  for (const id of made) assert.match(id, /^[0-9A-Za-z]{11}1CA[0-9A-Za-z]{5}$/)
  const byBytes = made.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  assert.deepEqual(byBytes, made)
  assert.equal(new Set(made).size, made.length)
})

test('more ids in a millisecond than fit go on in the next', () => {
  const ids = new Ids('1CA')
  let last = ''
  for (let i = 0; i < 62 ** 3 + 10; i++) {
    const id = ids.next(7)
    assert.ok(id > last)
    last = id
  }
  assert.ok(ids.next(8) > last)
})

test('a restart at the same moment makes other ids', () => {
  assert.notEqual(new Ids('1CA').next(1), new Ids('1CA').next(1))
})

test('the version names product and number', () => {
  assert.match(version, /^causerie-\d+\.\d+\.\d+/)
})
