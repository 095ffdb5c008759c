import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { houseSecret } from '#host/house-secret.ts'
import { openStore } from '#store/open.ts'
import type { Log, Store } from '#store/store.ts'
import { lockData } from '../../scripts/data-lock.ts'
import { networkSecret } from '../../scripts/network-secret.ts'
import { ProgressBar } from '../../scripts/progress-bar.ts'
import { copyStore, type Progress } from '../../scripts/store-copy.ts'
import { row } from '../store/contract/sample.ts'
import { missing, type RedisCluster, RedisServer, startCluster } from '../store/redis-server.ts'
import { causerie, emptyPlace } from './command.ts'

const skip = missing
const devices = ['ann/phone', 'ann/laptop', 'ann/', 'ann/phone/n1', 'bob/phone', 'eve/phone']
const logs = ['user/ann', 'user/ann/n1', 'user/bob', 'channel/1']

let lone: RedisServer
let cluster: RedisCluster
let prefixes = 0

before(async () => {
  if (missing) return
  ;[lone, cluster] = await Promise.all([RedisServer.start(), startCluster()])
})
after(async () => {
  await lone?.[Symbol.asyncDispose]()
  await cluster?.[Symbol.asyncDispose]()
})

const onRedis = (server: { address: string } = lone) =>
  openStore(`${server.address}?prefix=c${prefixes++}`)
const inMemory = () => openStore('memory:')
const silent = () => {}

/** Times out of order, events, a forgotten beginning, rows taken away, cursors everywhere. */
async function fill(store: Store): Promise<void> {
  for (let i = 0; i < 60; i++) {
    const rows = logs.map((log, j) => {
      const buffer = `libera/#${(i + j) % 3}`
      return row(`${i}`, 1_000_000 + ((i * 37) % 60), { log, buffer, event: i % 7 === 0 })
    })
    await store.log.append(rows)
    await store.log.append([row(`extra${i}`, 1_000_100 + i, { log: 'user/ann' })])
  }
  await store.log.forget('user/ann', 1_000_015)
  const [, second, third] = await store.log.since('user/ann', 0, 3)
  const last = (await store.log.since('user/bob', 0, 999)).at(-1)!
  await store.cursors.put('ann/phone', { seq: third!.seq, at: 1 })
  await store.cursors.put('ann/laptop', { seq: second!.seq, at: 2, policy: { events: false } })
  await store.cursors.put('ann/', { seq: 0, at: 3 })
  await store.cursors.put('ann/phone/n1', { seq: await store.log.lastSeq('user/ann/n1'), at: 4 })
  await store.cursors.put('bob/phone', { seq: last.seq, at: 5 })
  await store.cursors.put('eve/phone', { seq: 77, at: 6 })
  await store.log.redact('user/ann', second!.buffer, second!.id)
  await store.log.redact('user/bob', last.buffer, last.id)
  await store.accounts.put('ann', { name: 'Ann' } as never)
  await store.networks.put('ann/ho}me', { name: 'ho}me', nick: 'ann', channels: { '#ü': '' } })
  await store.shelf('bans').put('*!*@x', { by: 'ann', until: null })
}

/** What each device has not seen yet. */
async function unseen(store: Store): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const device of devices) {
    const [account, , network] = device.split('/')
    const log = network ? `user/${account}/${network}` : `user/${account}`
    const { seq } = (await store.cursors.get(device))!
    found[device] = (await store.log.since(log, seq, 9999)).map(({ id, buffer }) => buffer + id)
  }
  return found
}

async function checkCopy(from: Store, to: Store): Promise<void> {
  assert.deepEqual(await unseen(to), await unseen(from))
  assert.deepEqual(await to.shelves(), await from.shelves())
  for (const name of ['accounts', 'networks', 'bans']) {
    assert.deepEqual(await to.shelf(name).list(), await from.shelf(name).list())
  }
  for (const log of logs) {
    const [ours, theirs] = [await to.log.since(log, 0, 9999), await from.log.since(log, 0, 9999)]
    const seqless = ({ seq: _, ...rest }: { seq: number }) => rest
    assert.deepEqual(ours.map(seqless), theirs.map(seqless))
    assert.deepEqual(
      await to.log.buffers(log, 0, 9e15, 99),
      await from.log.buffers(log, 0, 9e15, 99),
    )
  }
  // What comes next is behind every cursor.
  const [seq] = await to.log.append([row('next', 2_000_000, { log: 'user/ann' })])
  for (const device of ['ann/phone', 'ann/laptop', 'ann/']) {
    assert.ok((await to.cursors.get(device))!.seq < seq!)
  }
}

test('a source that a server still writes to is said, and can be copied when it stops', async () => {
  await using from = await inMemory()
  await using to = await inMemory()
  await fill(from)
  const write = () => from.cursors.put('new/phone', { seq: 12, at: 9 })
  const written = copyStore(from, to, 'here', () => void write())
  await assert.rejects(
    written,
    /^Error: the cursor of new\/phone has moved while it was copied: stop/,
  )
  await copyStore(from, to, 'here', silent)
  await checkCopy(from, to)
})

test('a copy is what the source was, from SQLite to Redis', { skip }, async () => {
  await using place = await emptyPlace()
  await using from = await openStore(`sqlite:${place.path}`)
  await using to = await onRedis()
  await fill(from)
  const told: Progress[] = []
  const sums = await copyStore(from, to, 'here', (progress) => told.push(progress))
  assert.deepEqual(
    sums.map(({ name }) => name),
    [...logs.toSorted(), 'accounts', 'bans', 'cursors', 'networks'],
  )
  for (const { count, hash } of sums) assert.ok(count > 0 && /^[0-9a-f]{64}$/.test(hash))
  assert.ok(told.every(({ done }) => done >= 0 && done <= 1))
  assert.deepEqual([told.at(-1)!.doing, told.at(-1)!.done], ['verifying', 1])
  await checkCopy(from, to)
})

test('a copy is what the source was, from Redis to SQLite, and to a cluster', {
  skip,
}, async () => {
  await using place = await emptyPlace()
  await using from = await onRedis()
  await fill(from)
  await using file = await openStore(`sqlite:${place.path}`)
  await copyStore(from, file, 'redis', silent)
  await using clustered = await onRedis(cluster)
  await copyStore(file, clustered, 'file', silent)
  await checkCopy(from, clustered)
  await checkCopy(from, file)
})

/** A store that breaks after some appends. */
function fragile(store: Store, appends: number): Store {
  let left = appends
  const log: Log = Object.create(store.log)
  log.append = (rows) => {
    if (left-- <= 0) return Promise.reject(new Error('the power is gone'))
    return store.log.append(rows)
  }
  return new Proxy(store, {
    get: (_, name) => {
      if (name === 'log') return log
      const value = Reflect.get(store, name)
      return typeof value === 'function' ? value.bind(store) : value
    },
  })
}

test('an interrupted copy goes on where it stopped', async () => {
  await using from = await inMemory()
  await using to = await inMemory()
  await fill(from)
  for (let first = 0; first < 2000; first += 500) {
    const rows = Array.from({ length: 500 }, (_, i) => row(`long${first + i}`, first + i))
    await from.log.append(rows.map((each) => ({ ...each, log: 'user/bob' })))
  }
  await assert.rejects(copyStore(from, fragile(to, 5), 'here', silent), /the power is gone/)
  const kept = await to.log.since('user/bob', 0, 9999)
  await assert.rejects(copyStore(from, to, 'elsewhere', silent), /half a copy of here: finish that/)
  await copyStore(from, to, 'here', silent)
  assert.ok(kept.length > 0 && kept.length < 2000)
  assert.deepEqual((await to.log.since('user/bob', 0, 9999)).slice(0, kept.length), kept)
  await checkCopy(from, to)
})

test('what has changed since an interruption is copied as it is now', async () => {
  await using from = await inMemory()
  await using to = await inMemory()
  await fill(from)
  await from.log.append([row('alone', 1, { log: 'channel/gone' })])
  await assert.rejects(copyStore(from, fragile(to, 3), 'here', silent), /the power is gone/)
  await to.accounts.put('old', { name: 'old' } as never)
  await from.log.forget('channel/gone')
  const [third] = (await from.log.since('channel/1', 0, 3)).slice(2)
  await from.log.redact('channel/1', third!.buffer, third!.id)
  await copyStore(from, to, 'here', silent)
  assert.deepEqual(await to.log.logs('channel/'), ['channel/1'])
  await checkCopy(from, to)
})

test('a target that holds anything is not touched', async () => {
  await using from = await inMemory()
  await fill(from)
  await using used = await inMemory()
  await used.accounts.put('zoe', { name: 'Zoe' } as never)
  const refused = copyStore(from, used, 'here', silent)
  await assert.rejects(refused, /the target is not empty \(it has accounts\): choose another one/)
  assert.deepEqual(await used.log.logs(''), [])
})

test('a copy that has not become equal is no copy', async () => {
  await using from = await inMemory()
  await using to = await inMemory()
  await fill(from)
  let touched = false
  const meddle = ({ doing }: Progress) => {
    if (doing !== 'verifying' || touched) return
    touched = true
    void to.accounts.put('ann', { name: 'Mallory' } as never)
  }
  await assert.rejects(
    copyStore(from, to, 'here', meddle),
    /^Error: accounts differs after copying: 1 in the source, 1 in the target/,
  )
  await copyStore(from, to, 'here', silent)
})

test('the command prints what both hold, and says how far it is', { skip }, async () => {
  await using place = await emptyPlace()
  const address = `sqlite:${place.path}/data`
  {
    await using from = await openStore(address)
    await fill(from)
  }
  const target = `${lone.address}?prefix=command`
  const copied = await causerie(['store', 'copy', address, target], { cwd: place.path })
  assert.equal(copied.code, 0, copied.stderr)
  assert.match(copied.stdout, /^name +entries +SHA-256 in both\nchannel\/1 +60 +[0-9a-f]{64}\n/)
  assert.match(copied.stderr, /^copying \d+ % {2}\d+ rows {2}channel\/1\n(.*\n)*verifying 100 % /)
  assert.doesNotMatch(copied.stderr, /\x1b|\r/)

  const said = async (...words: string[]) => {
    const { code, stdout, stderr } = await causerie(['store', 'copy', ...words], {
      cwd: place.path,
    })
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' })
    assert.match(stderr, /^causerie: [^\n]+\n$/)
    return stderr
  }
  assert.match(await said(address, target), /the target is not empty/)
  assert.match(await said(address, `sqlite:${place.path}/./data`), /FROM and TO are the same store/)
  assert.match(await said('sqlite:nowhere', target), /there is no store at sqlite:nowhere/)
  assert.match(await said(address, 'redis://:secret@127.0.0.1:1'), /cannot be reached/)
  using _running = lockData(`${place.path}/data`, ['ircd'])
  assert.match(await said(address, target), /the ircd of .*data is running already, as process \d+/)
})

test('a bar on a terminal is one line that is drawn again', () => {
  const drawn: string[] = []
  const write = (text: string) => drawn.push(text) > 0
  {
    using bar = new ProgressBar({ isTTY: true, columns: 50, write } as never)
    bar.show('copying', 0, '0 rows')
    bar.show('copying', 0.1, 'too soon')
    bar.show('verifying', 0.5, `9 rows  ${'x'.repeat(99)}`)
  }
  assert.equal(drawn.length, 3)
  assert.equal(drawn[0], '\r\x1b[Kcopying [........................]   0 %  0 rows')
  assert.equal(drawn[1], '\r\x1b[Kverifying [############............]  50 %  9 row')
  assert.equal(drawn[2], '\r\x1b[K')
})

test('a store that is half copied is no place to start on', async () => {
  await using place = await emptyPlace()
  const target = `sqlite:${place.path}`
  {
    await using from = await inMemory()
    await fill(from)
    await using to = await openStore(target)
    const interrupt = () => {
      throw new Error('interrupted')
    }
    await assert.rejects(copyStore(from, to, 'redis://elsewhere', interrupt), /interrupted/)
  }
  const { code, stderr } = await causerie(['account', 'list', '--data', place.path])
  assert.equal(code, 1)
  const said = `The store ${target} holds half a copy of redis://elsewhere: finish it with`
  assert.ok(stderr.includes(said), stderr)
})

test('the secret of a network comes along, and lies in Redis sealed with its password', {
  skip,
}, async () => {
  await using server = await RedisServer.start({ requirepass: 'first password' })
  await using place = await emptyPlace()
  await using elsewhere = await emptyPlace()
  const secret = await houseSecret(place.path)
  {
    await using from = await openStore(`sqlite:${place.path}`)
    await fill(from)
  }
  const address = (password: string) => `redis://:${password}@127.0.0.1:${server.port}`
  const to = address('first%20password')
  const copied = await causerie(['store', 'copy', `sqlite:${place.path}`, to, '--data', place.path])
  assert.equal(copied.code, 0, copied.stderr)
  const other = await houseSecret(elsewhere.path)
  {
    await using store = await openStore(to)
    assert.equal(await networkSecret(store, to, other), secret)
    assert.ok(!JSON.stringify(await store.shelf('houses').list()).includes(secret))
  }
  server.cli('-a', 'first password', 'CONFIG', 'SET', 'requirepass', 'second')
  const changed = address('second')
  await using store = await openStore(changed)
  await assert.rejects(networkSecret(store, changed, other), /another password of Redis/)
  assert.equal(await networkSecret(store, changed, secret), secret, 'the first machine knows it')
  assert.equal(await networkSecret(store, changed, other), secret)
})
