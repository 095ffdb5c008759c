/**
 * A stage for the bouncer: the real house and store, a network that plays by a script, and clients
 * on in-memory connections.
 */
import { randomUUID } from 'node:crypto'
import type { Address } from '#host/address.ts'
import { dial } from '#host/dial.ts'
import type { House } from '#host/house.ts'
import type { Log } from '#host/log.ts'
import { hashPassword } from '#host/secrets.ts'
import { openStore } from '#store/open.ts'
import type { Store } from '#store/store.ts'
import { type BouncerTuning, start } from '../../bouncer/index.ts'
import { Device } from './device.ts'
import { Network } from './scripted-network.ts'

export const password = 'correct:horse'

/** Hashing is slow on purpose: all accounts of all tests have the same password. */
let credentials: ReturnType<typeof hashPassword> | undefined

export interface Stage extends AsyncDisposable {
  store: Store
  network: Network
  bouncer: Address
  /** The bouncer's port on 127.0.0.1, where `tcp` was asked for. */
  port: number
  log: Told[]
  /** Connects a client. */
  connect(name?: string): Promise<Device>
  /** Connects a device of an account and waits until it has been welcomed. */
  attach(login: string, ...caps: string[]): Promise<Device>
  /** Closes the bouncer and opens it again on the same store. */
  restart(): Promise<void>
}

export interface Told {
  level: string
  about: object
  text: string
}

export interface StageOptions extends BouncerTuning {
  accounts?: string[] | undefined
  caps?: string[] | undefined
  /** The network is not there yet. */
  dark?: boolean | undefined
  /** Clients in other processes come over TCP. */
  tcp?: boolean | undefined
  /** Other networks that one person may have. */
  networks?: number | undefined
  /** How much people keep, as the configuration says it. */
  keep?: { keep?: number; keep_max?: number; rows_max?: number; bytes_max?: number } | undefined
  /** Where these may be: this machine, unless told. */
  allowed?: string[] | undefined
  /** Where push services may be: this machine, unless told. */
  pushAllowed?: string[] | undefined
}

const quick = {
  pace: { muteMs: 400 },
  timing: { backoffMs: [0, 20], lastedMs: 0, networkMs: 1_000, restoreMs: 1_000 },
}

export async function stage(options: StageOptions = {}): Promise<Stage> {
  const store = await openStore('memory:')
  credentials ??= hashPassword(password)
  for (const name of options.accounts ?? ['alice']) {
    await store.accounts.add(name, { name, createdAt: 0, credentials: await credentials })
  }
  const network = new Network(options.caps)
  if (!options.dark) await network.open()
  const log: Told[] = []
  const bouncer: Address = { kind: 'inproc', name: `bouncer-${randomUUID()}` }
  const listen: Address[] = [bouncer]
  if (options.tcp) listen.push({ kind: 'tcp', host: '127.0.0.1', port: 0 })
  const sendq = 1024 * 1024
  const config = {
    bouncer: {
      listen,
      upstream: network.address,
      sendq,
      networks: options.networks ?? 20,
      ...options.keep,
      networks_allowed: options.allowed ?? ['*', '127.0.0.0/8'],
      push_allowed: options.pushAllowed ?? ['*', '127.0.0.0/8'],
    },
    network: { name: 'home' },
  }
  const tuning: BouncerTuning = {
    pace: { ...quick.pace, ...options.pace },
    timing: { ...quick.timing, ...options.timing },
  }
  const open = () =>
    start(config, { log: logTo(log), secret: 'house-secret', tls: () => undefined }, store, tuning)
  let house: House = await open()
  const port = portOf(house)
  if (options.tcp) listen[1] = { kind: 'tcp', host: '127.0.0.1', port }
  const devices: Device[] = []
  const connect = async () => {
    const device = new Device(await dial(bouncer))
    devices.push(device)
    return device
  }
  return {
    store,
    network,
    bouncer,
    port,
    log,
    connect,
    async attach(login, ...caps) {
      const device = await connect()
      if (caps.length > 0) device.send('CAP LS 302', `CAP REQ :${caps.join(' ')}`)
      device.send(`PASS ${login}:${password}`, `NICK ${login.split(/[/@]/)[0]}`, 'USER x 0 * :x')
      if (caps.length > 0) device.send('CAP END')
      await device.hears(/ 422 /)
      return device
    },
    async restart() {
      await house[Symbol.asyncDispose]()
      house = await open()
    },
    async [Symbol.asyncDispose]() {
      for (const device of devices) device.drop()
      await house[Symbol.asyncDispose]()
      await network.close()
      await store[Symbol.asyncDispose]()
    },
  }
}

function portOf({ addresses }: House): number {
  const tcp = addresses.find(({ kind }) => kind === 'tcp')
  return tcp?.kind === 'tcp' ? tcp.port : 0
}

function logTo(log: Told[]): Log {
  const at = (level: string) => (about: object, text: string) => log.push({ level, about, text })
  const levels = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  return levels as unknown as Log
}
