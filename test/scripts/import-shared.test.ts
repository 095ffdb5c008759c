/** An import into a store that several bouncers share. */
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { openStore } from '#store/open.ts'
import { Tenure } from '#store/tenure.ts'
import { addAccount } from '../network.ts'
import { RedisServer, missing as skip } from '../store/redis-server.ts'
import { causerie, emptyPlace } from './command.ts'

test('nothing is imported for somebody whom a bouncer on another machine has', {
  skip,
}, async () => {
  await using place = await emptyPlace()
  await using redis = await RedisServer.start()
  await using store = await openStore(redis.address)
  await addAccount(store, 'alice', 'correct horse')
  await addAccount(store, 'bob', 'correct horse')
  const config = join(place.path, 'my.toml')
  const address = JSON.stringify(redis.address)
  await writeFile(config, `data = ${JSON.stringify(place.path)}\n[store]\naddress = ${address}\n`)
  const logs = join(place.path, 'logs', 'libera', '#tea')
  await mkdir(logs, { recursive: true })
  await writeFile(join(logs, '2026-01-02.log'), '[03:04:05] <bob> milk first\n')
  const take = (account: string) => {
    const words = ['--network', 'libera', '--nick', account, '--config', config]
    return causerie(['import', 'logs', account, join(place.path, 'logs'), ...words])
  }
  const { leases } = store
  const events = { over: () => {}, vacancy: () => {} }
  const terms = { leases: leases!, kind: 'bouncer', about: '', leaseMs: 60_000 }
  const elsewhere = new Tenure(terms, events)
  await elsewhere.begin()
  await elsewhere.claim('alice')
  const refused = await take('alice')
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /a bouncer keeps alice online: stop the bouncers, on every machine/)
  assert.deepEqual(await store.log.logs('user/'), [])
  const taken = await take('bob')
  assert.equal(taken.code, 0, taken.stderr)
  assert.match(taken.stdout, /libera: .*; 1 line in 1 window\n/)
  assert.ok('token' in (await elsewhere.claim('bob')), 'whoever was imported for is free again')
  await elsewhere.end()
  const again = await take('alice')
  assert.equal(again.code, 0, again.stderr)
})
