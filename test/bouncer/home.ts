/** The bouncer on our own server, as in `npm start`: each with its own sockets, on one store. */
import { randomUUID } from 'node:crypto'
import type { Address } from '#host/address.ts'
import { loadConfig } from '#host/config.ts'
import { dial } from '#host/dial.ts'
import type { Ground } from '#host/house.ts'
import { createLog } from '#host/log.ts'
import { hashPassword } from '#host/secrets.ts'
import { openStore } from '#store/open.ts'
import type { Store } from '#store/store.ts'
import { start as startBouncer } from '../../bouncer/index.ts'
import { start as startIrcd } from '../../ircd/index.ts'
import { Device } from './device.ts'
import { password } from './stage.ts'

export interface Home extends AsyncDisposable {
  store: Store
  /** Attaches a device through the bouncer. */
  attach(login: string, nick: string, ...caps: string[]): Promise<Device>
  /** Connects to the server itself. */
  connect(nick: string): Promise<Device>
  closeBouncer(): Promise<void>
  openBouncer(): Promise<void>
}

export async function home(): Promise<Home> {
  const store = await openStore('memory:')
  for (const name of ['Alice', 'bob']) {
    const credentials = await hashPassword(password)
    await store.accounts.add(name.toLowerCase(), { name, createdAt: 0, credentials })
  }
  const at: Address = { kind: 'inproc', name: `ircd-${randomUUID()}` }
  const door: Address = { kind: 'inproc', name: `bouncer-${randomUUID()}` }
  const defaults = loadConfig()
  const config = {
    ...defaults,
    ircd: { ...defaults.ircd, listen: [at] },
    bouncer: { ...defaults.bouncer, listen: [door], upstream: at },
  }
  const log = createLog({ level: 'silent' })
  const ground: Ground = { log, secret: 'x'.repeat(43), tls: () => undefined }
  const ircd = await startIrcd(config, ground, store)
  let bouncer = await startBouncer(config, ground, store)
  const devices: Device[] = []
  const dialled = async (address: Address) => {
    const device = new Device(await dial(address))
    devices.push(device)
    return device
  }
  return {
    store,
    async attach(login, nick, ...caps) {
      const device = await dialled(door)
      device.send('CAP LS 302', `CAP REQ :server-time ${caps.join(' ')}`)
      device.send(`PASS ${login}:${password}`, `NICK ${nick}`, 'USER x 0 * :x', 'CAP END')
      await device.hears(/ 422 /)
      return device
    },
    async connect(nick) {
      const device = await dialled(at)
      device.send(`NICK ${nick}`, 'USER x 0 * :x')
      await device.hears(/ 422 /)
      return device
    },
    closeBouncer: async () => bouncer[Symbol.asyncDispose](),
    async openBouncer() {
      bouncer = await startBouncer(config, ground, store)
    },
    async [Symbol.asyncDispose]() {
      for (const device of devices) device.drop()
      await bouncer[Symbol.asyncDispose]()
      await ircd[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}
