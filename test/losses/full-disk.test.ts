/** A store that refuses: everybody is told within a second, and nothing is lost, come what may. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { dial } from '#host/dial.ts'
import { Emergency } from '#store/emergency.ts'
import { openStore } from '#store/open.ts'
import type { Store } from '#store/store.ts'
import { Device, eventually } from '../bouncer/device.ts'
import { type SpawnedNetwork, spawnNetwork } from '../network.ts'

const patienceMs = 30_000

/** Another program has the database and does not let go: SQLITE_BUSY for every write. */
function lock(data: string): Disposable {
  const other = new DatabaseSync(join(data, 'causerie.db'))
  other.exec('PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE')
  return { [Symbol.dispose]: () => other.close() }
}

async function enter(network: SpawnedNetwork, login: string): Promise<Device> {
  const { host, port } = login.includes('@') ? network.bouncer : network.irc
  const device = new Device(await dial({ kind: 'tcp', host, port }))
  device.send(`PASS ${login}:secret`, `NICK ${login.split('@')[0]}`, 'USER x 0 * :x')
  await device.hears(/ (376|422) /, patienceMs)
  device.send('JOIN #tea')
  await device.hears(/ 366 /, patienceMs)
  return device
}

async function healthOf({ web }: SpawnedNetwork): Promise<number> {
  return (await fetch(new URL('healthz', web))).status
}

test('while the disk refuses all is held back and said; what was said survives a kill', async () => {
  await using network = await spawnNetwork({
    settings: { webgate: { metrics: ['tcp:127.0.0.1:0'] } },
  })
  await network.kill()
  for (const name of ['alice', 'bob']) await network.addAccount(name, 'secret')
  await network.restart()
  await enter(network, 'alice@phone')
  // Where she is must be on the disk before it refuses.
  await network.restart()
  const phone = await enter(network, 'alice@phone')
  const bob = await enter(network, 'bob')
  assert.equal(await healthOf(network), 200)
  {
    using _locked = lock(network.data)
    const lines = Array.from({ length: 50 }, (_, n) => `PRIVMSG #tea :line ${n + 1}`)
    bob.send(...lines)
    await phone.hears(/NOTICE \S+ :The store refuses what is said\. Nothing is lost/, patienceMs)
    assert.equal(await healthOf(network), 503)
    assert.match(network.output, /the store refuses: nothing is lost/)
    assert.deepEqual(phone.texts, [])
    const emergency = join(network.data, 'emergency.ircd.jsonl')
    const written = async () => (await readFile(emergency, 'utf8')).split('\n').length > 50
    while (!existsSync(emergency) || !(await written())) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await network.kill('SIGKILL')
  }
  await network.restart()
  assert.match(network.output, /kept what the store had refused/)
  const again = await enter(network, 'alice@phone')
  await again.hears(/ line 50$/, patienceMs)
  assert.deepEqual(
    again.texts,
    Array.from({ length: 50 }, (_, n) => `line ${n + 1}`),
  )
  assert.equal(await healthOf(network), 200)
  assert.ok(!existsSync(join(network.data, 'emergency.ircd.jsonl')))
})

/** Writes that make a file longer than it is fail: to SQLite an error of the disk (EFBIG, as EIO). */
function refuseToGrow({ data, pid }: SpawnedNetwork): Disposable {
  const { size } = statSync(join(data, 'causerie.db-wal'))
  const limit = (bytes: string) => execFileSync('prlimit', ['--pid', `${pid}`, `--fsize=${bytes}:`])
  limit(`${size}`)
  return { [Symbol.dispose]: () => limit('unlimited') }
}

for (const [what, fault] of [
  ['another program has the database', ({ data }: SpawnedNetwork) => lock(data)],
  ['writing fails', refuseToGrow],
] as const) {
  test(`${what}: when it is over everything is shown once, and the emergency file is gone`, async () => {
    await using network = await spawnNetwork()
    await network.kill()
    for (const name of ['alice', 'bob']) await network.addAccount(name, 'secret')
    await network.restart()
    const phone = await enter(network, 'alice@phone')
    const bob = await enter(network, 'bob')
    {
      using _fault = fault(network)
      const many = Array.from({ length: 40 }, (_, n) => `PRIVMSG #tea :${n} ${'x'.repeat(350)}`)
      bob.send('PRIVMSG #tea :one', ...many, 'PRIVMSG #tea :two')
      await phone.hears(/The store refuses/, patienceMs)
    }
    await phone.hears(/The store works again/, patienceMs)
    await phone.hears(/:two$|\] two$/, patienceMs)
    const said = phone.texts.map((text) => text.split(' ')[0])
    assert.deepEqual(said, ['one', ...Array.from({ length: 40 }, (_, n) => `${n}`), 'two'])
    await eventually(() => !existsSync(join(network.data, 'emergency.ircd.jsonl')))
  })
}

test('a line that was cut off at the end of the file is no line; the rest is kept once', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'causerie-emergency-'))
  try {
    await using store = await openStore('memory:')
    const row = (id: string) => ({
      ...{ log: 'user/a', buffer: 'home/b', id, at: 1, event: false },
      line: `:b PRIVMSG a :${id}`,
    })
    await store.log.append([row('one')])
    const text = `${JSON.stringify(row('one'))}\n${JSON.stringify(row('two'))}\n{"log":"user/a","bu`
    await writeFile(join(directory, 'emergency.ircd.jsonl'), text)
    const emergency = new Emergency(store, { directory, owners: ['ircd'] }, assert.ifError)
    assert.equal(await emergency.restore(), 2)
    assert.deepEqual(await idsIn(store), ['one', 'two'])
    assert.equal(await emergency.restore(), 0)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})

test('after its end it heeds no trouble, and holds up nobody', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'causerie-emergency-'))
  try {
    await using store = await openStore('memory:')
    const emergency = new Emergency(store, { directory, owners: ['ircd'] }, assert.ifError)
    await emergency.close()
    const timers = () => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length
    const before = timers()
    store.trouble.tell(new Error('the disk is full'))
    assert.equal(timers(), before)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})

async function idsIn({ log }: Store): Promise<string[]> {
  return (await log.since('user/a', 0, 10)).map(({ id }) => id)
}
