/** Several bouncers on one real Redis, before one real IRC server, all in this process. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { LocalAccounts } from '#accounts/local.ts'
import type { Address } from '#host/address.ts'
import { parseConfig } from '#host/config.ts'
import { dial } from '#host/dial.ts'
import { createLog } from '#host/log.ts'
import { openStore } from '#store/open.ts'
import type { Store } from '#store/store.ts'
import { type BouncerTuning, consolePath, start as startBouncer } from '../../bouncer/index.ts'
import { start as startIrcd } from '../../ircd/index.ts'
import { RedisServer } from '../store/redis-server.ts'
import { Device } from './device.ts'

export const password = 'correct:horse'
const secret = 'the secret of all houses'
/** As in earnest: a slow machine must not lose what it owns where a test is not about that. */
const usualLeaseMs = 4_000

/** One bouncer process, or what stands for one. */
export interface Mate {
  data: string
  /** Where another bouncer would come in. */
  door: Address
  /** Signs in and waits until it has been welcomed. */
  attach(login: string, ...caps: string[]): Promise<Device>
  /** Asks as the command line does. */
  ask(account: string, ...words: string[]): Promise<string[]>
  close(): Promise<void>
}

export interface Crew extends AsyncDisposable {
  redis: RedisServer
  store: Store
  /** What the bouncers have logged. */
  log: string[]
  addAccount(name: string): Promise<void>
  /** @param data of one that has ended: the same bouncer, started again */
  join(data?: string, timing?: BouncerTuning['timing']): Promise<Mate>
  /** Another IRC server on the same Redis, which is not linked to the first. */
  server(): Promise<Address>
  /** A client of an IRC server that is in no account. */
  guest(nick: string, at?: Address): Promise<Device>
}

const usualTiming = { backoffMs: [0, 20], lastedMs: 0, awayMs: 50, coldStartMs: 60_000 }

export async function gather(leaseMs = usualLeaseMs): Promise<Crew> {
  const stack = new AsyncDisposableStack()
  const redis = stack.use(await RedisServer.start())
  const data = await mkdtemp(join(tmpdir(), 'causerie-crew-'))
  stack.defer(() => rm(data, { recursive: true, force: true }))
  const log: string[] = []
  const ground = {
    log: createLog({ level: 'debug' }, { write: (line) => log.push(line) }),
    secret,
    tls: () => undefined,
  }
  const ircd: Address = { kind: 'inproc', name: `ircd-${randomUUID()}` }
  const config = parseConfig('[network]\nname = "home"\n', 'test', data)
  config.ircd.listen = [ircd]
  const store = stack.use(await openStore(redis.address))
  stack.use(await startIrcd(config, ground, store))
  const server = async () => {
    const another: Address = { kind: 'inproc', name: `ircd-${randomUUID()}` }
    const mine = stack.use(await openStore(redis.address))
    const place = { ...config.ircd, listen: [another] }
    stack.use(await startIrcd({ ...config, ircd: place }, ground, mine))
    return another
  }
  const devices = new Set<Device>()
  stack.defer(() => {
    for (const device of devices) device.drop()
  })
  const connect = async (address: Address) => {
    const device = new Device(await dial(address))
    devices.add(device)
    return device
  }
  let count = 0
  const member: Crew['join'] = async (given, more) => {
    const own = stack.use(new AsyncDisposableStack())
    const bouncer: Address = { kind: 'inproc', name: `bouncer-${randomUUID()}` }
    const dir = given ?? (await mkdtemp(join(data, `${count++}-`)))
    const door: Address = { kind: 'unix', path: join(dir, 'door.sock') }
    const settings = { listen: [bouncer], upstream: ircd, sendq: 1024 * 1024, peer_listen: door }
    const part = { bouncer: settings, network: config.network, data: dir }
    const mine = own.use(await openStore(redis.address))
    const tuning = {
      pace: { muteMs: 400 },
      timing: { ...usualTiming, leaseMs, ...more },
    }
    own.use(await startBouncer(part, ground, mine, tuning))
    return {
      data: dir,
      door,
      async attach(login, ...caps) {
        const device = await connect(bouncer)
        if (caps.length > 0) device.send('CAP LS 302', `CAP REQ :${caps.join(' ')}`)
        device.send(`PASS ${login}:${password}`, `NICK ${login.split(/[/@]/)[0]}`, 'USER x 0 * :x')
        if (caps.length > 0) device.send('CAP END')
        await device.hears(/ 422 /, 20_000)
        return device
      },
      ask: (account, ...words) => ask(dir, account, words),
      close: () => own.disposeAsync(),
    }
  }
  return {
    redis,
    store,
    log,
    join: member,
    addAccount: async (name) => {
      await new LocalAccounts(store, {}).register(name, password, undefined)
    },
    server,
    async guest(nick, at = ircd) {
      const device = await connect(at)
      device.send(`NICK ${nick}`, 'USER x 0 * :x')
      await device.hears(/ 422 /)
      return device
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

async function ask(data: string, account: string, words: string[]): Promise<string[]> {
  const socket = await dial({ kind: 'unix', path: consolePath(data) })
  socket.write(`${JSON.stringify({ account, words })}\r\n`)
  const answer = await text(socket)
  socket.end()
  return answer.split('\r\n').filter(Boolean)
}
