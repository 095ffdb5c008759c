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
}
