/**
 * The network of docs/compose: its commands and configurations as they stand, with the machines'
 * names and ports replaced by this one's.
 */
import assert from 'node:assert/strict'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { test } from 'node:test'
import { LocalAccounts } from '#accounts/local.ts'
import { parseAddress } from '#host/address.ts'
import { dial } from '#host/dial.ts'
import { openStore } from '#store/open.ts'
import type { HouseName } from '../../scripts/houses.ts'
import { Device } from '../bouncer/device.ts'
import { dialWeb } from '../crash/web-wire.ts'
import { Child, temporaryDirectory } from '../network.ts'
import { RedisServer, missing as skip } from '../store/redis-server.ts'

const root = join(import.meta.dirname, '../..')
const password = 'correct:horse'

test('the three machines of docs/compose are one network', { skip, timeout: 120_000 }, async () => {
  await using stack = new AsyncDisposableStack()
  const redis = stack.use(await RedisServer.start())
  const compose = await readFile(join(root, 'docs/compose/compose.yaml'), 'utf8')
  const here = new Map([['redis:6379', `127.0.0.1:${redis.port}`]])
  for (const service of await servicesIn(compose)) await start(service, here, stack)
  const store = stack.use(await openStore(redis.address))
  assert.equal(await new LocalAccounts(store, {}).register('alice', password, undefined), undefined)
  const devices: Device[] = []
  stack.defer(() => {
    for (const device of devices) device.drop()
  })
  const attach = async (name: string, duplex: Duplex) => {
    const device = new Device(duplex)
    devices.push(device)
    device.send('CAP REQ echo-message', `PASS alice@${name}:${password}`, 'NICK alice')
    device.send('USER x 0 * :x', 'CAP END')
    await device.hears(/ 422 /, 20_000)
    return device
  }
  for (const one of ['two', 'three']) {
    await attach(one, await dial(parseAddress(`tcp:${here.get(`${one}-bouncer:6668`)}`)))
    await attach(`${one}-web`, dialWeb(`ws://${here.get(`${one}-web:8080`)}/bouncer/websocket/`))
  }
  const [first, last] = [devices[0]!, devices.at(-1)!]
  last.send('JOIN #tea')
  await first.hears(/ 366 .*#tea/, 20_000)
  last.send('PRIVMSG #tea :hello')
  for (const device of devices) await device.until(() => device.texts.includes('hello'), 20_000)
  for (const device of devices) assert.deepEqual(device.texts, ['hello'])
})

interface Service {
  name: string
  house: HouseName
  config: string
}

async function servicesIn(compose: string): Promise<Service[]> {
  const found = compose.matchAll(
    /^ {2}([\w-]+):\n(?: {4}.*\n)*? {4}command: node scripts\/causerie\.js (\w+) --config (\S+)$/gm,
  )
  const services = [...found].map(([, name = '', house, path = '']) => ({ name, house, path }))
  assert.deepEqual(
    services.map(({ house }) => house),
    ['ircd', 'bouncer', 'webgate', 'bouncer', 'webgate'],
  )
  return Promise.all(
    services.map(async ({ name, house, path }) => {
      const config = await readFile(join(root, path), 'utf8')
      return { name, house: house as HouseName, config }
    }),
  )
}

/** Starts a service, whose own places get free ports here, and remembers which. */
async function start(
  { name, house, config }: Service,
  here: Map<string, string>,
  stack: AsyncDisposableStack,
): Promise<void> {
  const data = await temporaryDirectory()
  let text = config.replace('data = "/data"', `data = ${JSON.stringify(data)}`)
  const [, section = ''] = config.split(`\n[${house}]\n`)
  const port = /"tcp:0\.0\.0\.0:(\d+)"/.exec(section)![1]!
  here.set(`${name}:${port}`, `127.0.0.1:${await freePort()}`)
  text = text.replace(`0.0.0.0:${port}`, here.get(`${name}:${port}`)!)
  for (const [, place = ''] of config.matchAll(/"tcp:([a-z-]+:\d+)"/g)) {
    if (!here.has(place)) here.set(place, `127.0.0.1:${await freePort()}`)
  }
  for (const [place, at] of here) text = text.replaceAll(`//${place}"`, `//${at}"`)
  for (const [place, at] of here) text = text.replaceAll(`"tcp:${place}"`, `"tcp:${at}"`)
  const child = new Child(data, house)
  await writeFile(join(data, 'test.toml'), text)
  stack.defer(async () => {
    await child.kill('SIGKILL')
    await rm(data, { recursive: true, force: true })
  })
  await child.start()
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
