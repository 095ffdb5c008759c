import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { openStore } from '#store/open.ts'
import { parseRedisAddress } from '#store/redis/address.ts'
import { slotOf } from '#store/redis/slot.ts'
import { row } from './contract/sample.ts'
import { RedisServer, missing as skip } from './redis-server.ts'

async function opens(address: string): Promise<void> {
  await using store = await openStore(address)
  await store.log.append([row('a', 1)])
}

/** One line, which names the store, says what to do, and shows no password. */
async function refuses(address: string, message: RegExp): Promise<void> {
  await assert.rejects(openStore(address), (error: Error) => {
    assert.match(error.message, /^The store (address "?)?redis[^\n]*\.$/)
    assert.match(error.message, message)
    assert.doesNotMatch(error.message, /secret/)
    return true
  })
}

/** What answers as somebody else's Redis would. */
async function impostor(answer: (request: string) => string) {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (data) => socket.write(answer(data.toString())))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return { address: `redis://127.0.0.1:${port}`, [Symbol.dispose]: () => void server.close() }
}

test('an address of Redis says where it is and what is demanded', () => {
  const { shown, seeds, user, password, db, tls, cluster } = parseRedisAddress(
    'rediss://ann:p%40ss@redis.example.org,[2001:db8::1]:7000/3?wait=2',
  )
  assert.equal(shown, 'rediss://redis.example.org:6379,[2001:db8::1]:7000')
  assert.deepEqual(seeds, [
    { host: 'redis.example.org', port: 6379 },
    { host: '2001:db8::1', port: 7000 },
  ])
  assert.deepEqual(
    { user, password, db, cluster },
    { user: 'ann', password: 'p@ss', db: 3, cluster: false },
  )
  assert.deepEqual(tls, { ca: undefined })
  assert.equal(parseRedisAddress('redis-cluster://:x@a,b:1').password, 'x')
})

test('an address that is wrong is refused in one line, without its password', async () => {
  const cases: [address: string, message: RegExp][] = [
    ['redis:', /is not redis:\/\/\[:password@\]host/],
    ['redis://', /is not redis:/],
    ['redis://:secret@a:99999', /names no host and port in "a:99999"/],
    ['redis://:secret@a?appendonly=yes', /unknown option "appendonly": there are password_file/],
    ['redis://:secret@a?wait=many', /unknown value of wait/],
    ['redis://:secret%@a', /not percent-encoding/],
    ['redis-cluster://:secret@a/2', /database number, which a cluster has not/],
    ['redis://a?password_file=/nowhere/x', /password_file that cannot be read \(ENOENT\)/],
  ]
  for (const [address, message] of cases) await refuses(address, message)
})

test('a hash tag goes to the slot that Redis gives it', () => {
  // The specification of Redis Cluster gives the first.
  assert.deepEqual([slotOf('123456789'), slotOf('user1000'), slotOf('foo')], [12739, 3443, 12182])
})

test('a Redis that would lose something is refused, unless the loss is accepted', {
  skip,
}, async () => {
  await using server = await RedisServer.start()
  const { address } = server
  const set = (...words: string[]) => server.cli('CONFIG', 'SET', ...words)
  await opens(address)
  set('appendfsync', 'everysec')
  await refuses(
    address,
    /lose its last second with the power: set appendfsync to always, or .*fsync=everysec/,
  )
  await opens(`${address}?fsync=everysec`)
  set('appendfsync', 'no')
  await refuses(`${address}?fsync=everysec`, /leaves fsync to chance: set appendfsync to always/)
  set('appendonly', 'no')
  await refuses(
    address,
    /forget everything when it ends: set appendonly to yes, or .*allow_volatile=true/,
  )
  await opens(`${address}?allow_volatile=true`)
  set('maxmemory', '100mb', 'maxmemory-policy', 'allkeys-lru')
  await refuses(
    `${address}?allow_volatile=true`,
    /drops data .*allkeys-lru\): set it to noeviction/,
  )
})

test('a Redis that does not let us in, or is none, is refused with the reason', {
  skip,
}, async () => {
  await using server = await RedisServer.start({ requirepass: 'secret word' })
  const host = `127.0.0.1:${server.port}`
  await opens(`redis://:secret%20word@${host}`)
  await opens(`redis://default:secret%20word@${host}/5`)
  const file = join(server.directory, 'password')
  writeFileSync(file, 'secret word\n')
  await opens(`redis://${host}?password_file=${file}`)
  await refuses(`redis://${host}`, /wants a password: write it as/)
  await refuses(
    `redis://:secret@${host}`,
    /refuses the user or password: correct it in the address/,
  )
  await refuses(`redis://:secret%20word@${host}/99`, /no such database: choose a lower number/)
  await refuses(`redis-cluster://:secret%20word@${host}`, /is no cluster: write redis:\/\//)
  await refuses(
    `rediss://:secret%20word@${host}`,
    /cannot be reached \(.*\): start Redis there, or/,
  )
  await server.kill()
  await refuses(
    `redis://${host}`,
    /cannot be reached \(ECONNREFUSED\): start Redis there, or correct/,
  )

  using old = await impostor((request) =>
    request.includes('info') ? bulk('redis_version:6.2.14') : '+OK\r\n',
  )
  await refuses(old.address, /runs Redis 6\.2\.14: it must be 7\.0 or newer/)
  using web = await impostor(() => 'HTTP/1.1 400 Bad Request\r\n\r\n')
  await refuses(web.address, /does not answer as Redis does/)
})

function bulk(text: string): string {
  return `$${text.length}\r\n${text}\r\n`
}

test('a server of the wrong part is refused with what to write instead', { skip }, async () => {
  await using primary = await RedisServer.start()
  await using replica = await RedisServer.start({ replicaof: `127.0.0.1 ${primary.port}` })
  await refuses(
    replica.address,
    new RegExp(`is a replica: .* primary, 127\\.0\\.0\\.1:${primary.port}`),
  )
  await opens(`redis://127.0.0.1:${replica.port},127.0.0.1:${primary.port}`)
  await using node = await RedisServer.start({ 'cluster-enabled': 'yes' })
  await refuses(node.address, /belongs to a cluster: write redis-cluster:\/\//)
  await refuses(
    node.address.replace('redis:', 'redis-cluster:'),
    /is down: 0 of 16384 slots are served; see redis-cli --cluster check/,
  )
})

test('a Redis with full memory, or newer data, is refused with what to do', { skip }, async () => {
  await using server = await RedisServer.start()
  server.cli('CONFIG', 'SET', 'maxmemory', '1')
  await refuses(server.address, /takes nothing: OOM command not allowed/)
  server.cli('CONFIG', 'SET', 'maxmemory', '0')
  await opens(server.address)
  server.cli('CONFIG', 'SET', 'maxmemory', '1')
  await using full = await openStore(server.address)
  assert.equal((await full.log.since('channel/1', 0, 10)).length, 1)
  server.cli('CONFIG', 'SET', 'maxmemory', '0')
  server.cli('SET', 'causerie:{format}', '99')
  await refuses(server.address, /newer causerie \(its format is 99, ours 1\): update causerie, or/)
  await opens(`${server.address}?prefix=other`)
})
