import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Attempts } from '../../bouncer/downstream/attempts.ts'

test('after a few wrong passwords an address waits, and no other does', () => {
  const attempts = new Attempts()
  for (let n = 0; n < 8; n++) {
    assert.equal(attempts.waitSeconds('192.0.2.1'), 0)
    attempts.failed('192.0.2.1')
  }
  assert.ok(attempts.waitSeconds('192.0.2.1') > 50)
  assert.equal(attempts.waitSeconds('192.0.2.2'), 0)
})

test('who signs in begins anew', () => {
  const attempts = new Attempts()
  for (let n = 0; n < 8; n++) attempts.failed('192.0.2.1')
  attempts.succeeded('192.0.2.1')
  assert.equal(attempts.waitSeconds('192.0.2.1'), 0)
})

test('houses of this process have no address and never wait', () => {
  const attempts = new Attempts()
  for (let n = 0; n < 20; n++) attempts.failed('')
  assert.equal(attempts.waitSeconds(''), 0)
})
