import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openStore } from '#store/open.ts'
import { Attempts } from '../../bouncer/downstream/attempts.ts'
import { RedisServer, missing as skip } from '../store/redis-server.ts'

test('after a few wrong passwords an address waits, and no other does', async () => {
  const attempts = new Attempts()
  for (let n = 0; n < 8; n++) {
    assert.equal(await attempts.waitSeconds('192.0.2.1'), 0)
    await attempts.failed('192.0.2.1')
  }
  assert.ok((await attempts.waitSeconds('192.0.2.1')) > 50)
  assert.ok((await attempts.waitSeconds('::ffff:192.0.2.1')) > 50)
  assert.equal(await attempts.waitSeconds('192.0.2.2'), 0)
})

test('of addresses of version 6 all of one network wait', async () => {
  const attempts = new Attempts()
  for (let n = 0; n < 8; n++) await attempts.failed(`2001:db8::${n}`)
  assert.ok((await attempts.waitSeconds('2001:db8::ffff:1')) > 50)
  assert.equal(await attempts.waitSeconds('2001:db8:0:1::1'), 0)
})

test('who signs in begins anew', async () => {
  const attempts = new Attempts()
  for (let n = 0; n < 8; n++) await attempts.failed('192.0.2.1')
  await attempts.succeeded('192.0.2.1')
  assert.equal(await attempts.waitSeconds('192.0.2.1'), 0)
})

test('houses of this process have no address and never wait', async () => {
  const attempts = new Attempts()
  for (let n = 0; n < 20; n++) await attempts.failed('')
  assert.equal(await attempts.waitSeconds(''), 0)
})

test('bouncers that share a store count together', { skip }, async () => {
  await using redis = await RedisServer.start()
  await using one = await openStore(redis.address)
  await using two = await openStore(redis.address)
  const all = [new Attempts(one), new Attempts(two)] as const
  for (let n = 0; n < 8; n++) {
    for (const each of all) assert.equal(await each.waitSeconds('192.0.2.1'), 0)
    await all[n % 2]!.failed('192.0.2.1')
  }
  for (const each of all) assert.ok((await each.waitSeconds('192.0.2.1')) > 50)
  await all[0].succeeded('192.0.2.1')
  for (const each of all) assert.equal(await each.waitSeconds('192.0.2.1'), 0)
  await Promise.all(Array.from({ length: 8 }, (_, n) => all[n % 2]!.failed('192.0.2.1')))
  for (const each of all) assert.ok((await each.waitSeconds('192.0.2.1')) > 50)
})
