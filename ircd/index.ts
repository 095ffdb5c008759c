/** The IRC server's house: the core with sockets, a clock and the store. */
import type { Duplex } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import type { Address } from '#host/address.ts'
import type { Config } from '#host/config.ts'
import { Connection, type ConnectionLimits, type Handler } from '#host/connection.ts'
import { Geography, type Place } from '#host/geography.ts'
import type { Ground, House } from '#host/house.ts'
import { type Listener, listen, type Peer } from '#host/listen.ts'
import type { Gate } from '#host/outbox.ts'
import type { Store } from '#store/store.ts'
import { inRange, parseIp, parseRange, type Range } from '#wire/cidr.ts'
import { clientTagBytesMax, lineBytesMax } from '#wire/message.ts'
import { carryOut, openConsole, type ServiceRequest } from './console.ts'
import type { Server } from './core/server.ts'
import type { Session } from './core/session.ts'
import { announceCap } from './features/connect/cap.ts'
import { rehash } from './features/network/rehash.ts'
import { servicesThere } from './features/services/service.ts'
import type { Answer as ServiceAnswer } from './features/services/turn.ts'
import { type Core, openCore } from './foundation.ts'
import { Linked } from './linked/linked.ts'
import type { Outline } from './outline.ts'
import { settingsOf } from './settings.ts'
import type { StoredHistory } from './stored/history.ts'

export { consolePath as serviceConsolePath, type ServiceRequest } from './console.ts'
export type { ServiceAnswer }

/** Rows that are not yet safe, above which nobody is read any more. */
const pendingMax = 20_000
const backlogMs = 20
const tickMs = 1000
/** How often history that is older than the configuration keeps is forgotten. */
const expiryMs = 10 * 60 * 1000
/** How long a client may take to read why the server closes. */
const goodbyeMs = 500
/** Bytes without an end of line that are a flood. */
const unendedBytesMax = 16 * 1024

/**
 * Opens the server.
 * @throws Error of one line when an address cannot be listened at.
 */
export async function start(config: Config, ground: Ground, store: Store): Promise<House> {
  const ircd = await Ircd.build(config, ground, store)
  try {
    for (const address of config.ircd.listen) await ircd.listen(address)
    await ircd.openConsole(config.data)
  } catch (error) {
    await ircd[Symbol.asyncDispose]()
    throw error
  }
  return ircd
}

/** What the command line offers: each service, and what can be said to it. */
export function services(): { nick: string; about: string; example: string }[] {
  return servicesThere().map(({ nick, about, example }) => ({ nick, about, example }))
}

/**
 * Carries out what a service is asked on the store alone, while no server runs on it.
 * @returns what it answers
 */
export async function runService(
  config: Config,
  ground: Ground,
  store: Store,
  request: ServiceRequest,
): Promise<ServiceAnswer> {
  await using ircd = await Ircd.build(config, ground, store, true)
  return await ircd.carryOut(request)
}

/** What a server that is configured so has: read only by those who write about it. */
export async function outline(config: Config): Promise<Outline> {
  const { outlineOf } = await import('./outline.ts')
  return outlineOf(settingsOf(config))
}

class Ircd implements House {
  readonly name = 'ircd'
  readonly addresses: Address[] = []
  readonly #ground: Ground
  readonly #store: Store
  readonly #server: Server
  readonly #gate: Gate
  readonly #history: StoredHistory
  readonly #limits: ConnectionLimits
  /** What of the configuration may change while it runs. */
  #clientsMax = 0
  #keepMs = 0
  #proxies: Range[] = []
  #geography: Geography | undefined
  /** The other servers; absent where none is configured. */
  #linked: Linked | undefined
  readonly #ledger: Core['ledger']
  readonly #listeners: Listener[] = []
  readonly #connections = new Set<Connection>()
  readonly #timers: NodeJS.Timeout[] = []
  /** What all who are not read because of the disk wait for: one of them looks, not each. */
  #relief: Promise<void> | undefined

  /** @param still nobody will come: what happens is nothing to remember */
  static async build(config: Config, ground: Ground, store: Store, still = false): Promise<Ircd> {
    let ircd: Ircd | undefined
    const core = await openCore(config, ground, store, {
      still,
      place: (ip) => ircd?.placeOf(ip),
      take: async (next) => ircd?.take(next),
    })
    ircd = new Ircd(ground, store, core)
    await ircd.take(config)
    ircd.#every(tickMs, () => {
      core.server.tick()
      core.accounts.catchUp().catch((err) => ground.log.debug({ err }, 'news of accounts'))
    })
    ircd.#every(expiryMs, () => ircd!.#forget())
    return ircd
  }

  constructor(ground: Ground, store: Store, core: Core) {
    this.#ground = ground
    this.#store = store
    this.#server = core.server
    this.#gate = core.gate
    this.#history = core.history
    this.#ledger = core.ledger
    this.#limits = {
      lineBytesMax,
      tagBytesMax: clientTagBytesMax,
      unendedBytesMax,
      sendqBytesMax: 0,
      onBug: (err, { ip }) => ground.log.error({ err, ip }, 'a defect ended a session'),
    }
    this.#heedTrouble()
  }

  /**
   * Takes what the configuration says about the house; the core has its own part of it.
   * @throws Error of one line; then nothing has changed
   */
  async take(config: Config): Promise<void> {
    const { ircd } = config
    const geography = ircd.geography ? await Geography.read(ircd.geography) : undefined
    this.#renewCertificate()
    this.#geography = geography
    this.#clientsMax = ircd.clients_max
    this.#keepMs = ircd.history.keep
    this.#proxies = ircd.proxies.flatMap((range) => parseRange(range) ?? [])
    this.#limits.sendqBytesMax = ircd.sendq
    this.#configureLinks(config)
  }

  placeOf(ip: string): Place | undefined {
    return this.#geography?.at(ip)
  }

  #forget(): void {
    if (this.#keepMs === 0) return
    const before = this.#server.ports.now() - this.#keepMs
    this.#history.expire(before).catch((error) => this.#server.ports.fault(error, 'history'))
  }

  #every(ms: number, task: () => void): void {
    // A defect there must not end the server: what else is due at a tick is so at the next.
    const guarded = () => {
      try {
        task()
      } catch (err) {
        this.#ground.log.error({ err }, 'a defect in a task of the server')
      }
    }
    this.#timers.push(setInterval(guarded, ms))
  }

  /** Takes requests of the command line from now on. */
  async openConsole(data: string): Promise<void> {
    const { log } = this.#ground
    const console = await openConsole(this.#server, data, this.#gate, this.#limits, log)
    if (console) this.#listeners.push(console)
  }

  carryOut(request: ServiceRequest): Promise<ServiceAnswer> {
    return carryOut(this.#server, request)
  }

  async listen(address: Address): Promise<void> {
    const { log, tls } = this.#ground
    const listener = await listen(address, {
      accept: (duplex, peer) => this.#admit(duplex, peer),
      tls,
      clientCertificates: true,
      proxied: (ip) => this.#isProxy(ip),
      onTrouble: (error) => log.debug({ error: error.message }, 'ircd listener'),
    })
    this.#listeners.push(listener)
    this.addresses.push(listener.address)
  }

  #isProxy(text: string): boolean {
    const ip = this.#proxies.length ? parseIp(text) : undefined
    return ip !== undefined && this.#proxies.some((range) => inRange(ip, range))
  }

  #admit(duplex: Duplex, peer: Peer): void {
    const connection = new Connection(duplex, peer, this.#gate, this.#limits)
    if (this.#connections.size >= this.#clientsMax) {
      connection.open({ line() {}, closed() {} })
      return connection.end('ERROR :Closing link: this server is full')
    }
    this.#connections.add(connection)
    const session = this.#server.connect(
      {
        push: (text, ticket) => connection.push(text, ticket),
        end: (line) => connection.end(line),
        room: () => connection.room(),
      },
      peer,
    )
    const client: Handler = {
      line: (text, fault) =>
        this.#heedPace(session, this.#heedBacklog(session.receive(text, fault))),
      closed: (reason) => {
        this.#connections.delete(connection)
        session.lost(reason)
      },
    }
    const linked = this.#linked
    connection.open(linked?.watch(connection, client, () => session.registered) ?? client)
  }

  /** Who said more than its share is not read for a while. */
  #heedPace(session: Session, answered: void | Promise<void>): void | Promise<void> {
    const early = session.freeAt && session.freeAt - this.#server.ports.now()
    if (early <= 0 || session.closed) return answered
    return Promise.resolve(answered).then(() => setTimeout(early, undefined, { ref: false }))
  }

  /** While much is not yet safe on the disk, nobody is read: the senders' sockets hold it. */
  #heedBacklog(answered: void | Promise<void>): void | Promise<void> {
    if (this.#store.unsafe.rows < pendingMax) return answered
    return Promise.resolve(answered).then(() => {
      this.#relief ??= this.#relieved().finally(() => {
        this.#relief = undefined
      })
      return this.#relief
    })
  }

  async #relieved(): Promise<void> {
    while (this.#store.unsafe.rows >= pendingMax) await setTimeout(backlogMs)
  }

  /** While the disk refuses, nobody can be promised an account. */
  #heedTrouble(): void {
    this.#store.trouble.heed((error) => {
      this.#server.troubled = error !== undefined
      announceCap(this.#server, 'draft/account-registration')
    })
  }

  /** Shows a renewed certificate, and takes what may change of the configuration. */
  async reload(): Promise<void> {
    if (this.#ground.control) await rehash(this.#server)
    else this.#renewCertificate()
  }

  #renewCertificate(): void {
    for (const listener of this.#listeners) listener.reload()
  }

  /** Where no other server is configured nothing of it is there. */
  #configureLinks(config: Config): void {
    if (this.#linked) return this.#linked.configure(config)
    if (!config.link.length) return
    this.#linked = new Linked(config, {
      ground: this.#ground,
      server: this.#server,
      gate: this.#gate,
      heed: (answered) => this.#heedBacklog(answered),
    })
    this.#every(tickMs, () => this.#linked?.tick())
  }

  /** Says goodbye to everybody, and gives them a moment to read it. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await Promise.all(this.#listeners.map((listener) => listener.close()))
    const apart = this.#linked?.close()
    this.#ledger?.close()
    for (const session of [...this.#server.sessions]) session.close('The server is stopping')
    const until = Date.now() + goodbyeMs
    // Guests who go with the server are forgotten as well.
    const isBusy = () => this.#connections.size > 0 || this.#history.busy
    while (isBusy() && Date.now() < until) await setTimeout(10)
    await apart
    for (const connection of this.#connections) connection.destroy()
  }
}
