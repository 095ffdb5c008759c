import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openStore } from '#store/open.ts'
import { contract, sharedContract } from './contract.ts'
import { missing, type RedisCluster, RedisServer, startCluster } from './redis-server.ts'

/** Every store of the contract has keys of its own. */
let stores = 0
const prefix = () => `test${stores++}`

let lone: RedisServer
let cluster: RedisCluster

if (missing) {
  test('the contract of the store on Redis', { skip: missing }, () => {})
} else {
  before(async () => {
    ;[lone, cluster] = await Promise.all([RedisServer.start(), startCluster()])
  })
  after(async () => {
    await Promise.all([lone[Symbol.asyncDispose](), cluster[Symbol.asyncDispose]()])
  })
  const one = () => openStore(`${lone.address}?prefix=${prefix()}`)
  const many = () => openStore(`${cluster.address}?prefix=${prefix()}`)
  for (const check of [contract, sharedContract]) {
    check('redis', one)
    check('redis cluster', many)
  }

  test('a shelf is put on the list of shelves once, however many owners write to it', async () => {
    await using store = await one()
    const asked = () =>
      /cmdstat_sadd:calls=(\d+)/.exec(lone.cli('INFO', 'commandstats'))?.[1] ?? '0'
    const before = Number(asked())
    const owners = Array.from({ length: 20 }, (_, i) => `owner${i}`)
    const put = (owner: string) => {
      const fenced = store.leases!.fence({ owner, token: 1, lost: assert.fail })
      return fenced.cursors.put(`${owner}/phone`, { seq: 1, at: 1 })
    }
    await Promise.all(owners.map(put))
    assert.equal((await store.cursors.list()).length, owners.length)
    assert.deepEqual(await store.shelves(), ['cursors'])
    assert.equal(Number(asked()), before + 1)
  })
}
