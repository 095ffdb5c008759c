import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Throttle } from '../../../ircd/core/throttle.ts'

const rate = { count: 3, ms: 3000 }

test('so many come at once, then one after each share of the time', () => {
  const throttle = new Throttle()
  const take = (now: number) => throttle.take('a', rate, now)
  assert.deepEqual([take(0), take(0), take(0)], [0, 0, 0])
  assert.equal(take(0), 1000)
  assert.equal(take(999), 1)
  assert.equal(take(1000), 0)
  assert.equal(take(1000), 1000)
})

test('each key has its own share, and who is forgiven begins anew', () => {
  const throttle = new Throttle()
  for (let i = 0; i < 3; i++) throttle.take('a', rate, 0)
  assert.equal(throttle.take('b', rate, 0), 0)
  assert.equal(throttle.early('a', rate, 0), 1000)
  throttle.forgive('a')
  assert.equal(throttle.early('a', rate, 0), 0)
})

test('a count of 0 is no limit', () => {
  const throttle = new Throttle()
  for (let i = 0; i < 100; i++) assert.equal(throttle.take('a', { count: 0, ms: 1000 }, 0), 0)
})

test('who has been quiet is forgotten', () => {
  const throttle = new Throttle()
  for (let i = 0; i < 1000; i++) throttle.take(`k${i}`, rate, 0)
  throttle.take('late', rate, 10_000)
  assert.equal(throttle.size, 1)
})
