/** The IRC server's house: the core with sockets, a clock and the store. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { bearerOf } from '#accounts/bearer.ts'
import { LocalAccounts } from '#accounts/local.ts'
import type { Replica, ReplicaTerms } from '#accounts/replication/replica.ts'
import { shareOf } from '#accounts/replication/share.ts'
import type { Address } from '#host/address.ts'
import { Clock } from '#host/clock.ts'
import type { Config } from '#host/config.ts'
import { Connection, type ConnectionLimits, type Handler } from '#host/connection.ts'
import { Geography, type Place } from '#host/geography.ts'
import { HostNames } from '#host/host-names.ts'
import type { Ground, House } from '#host/house.ts'
import { Ids } from '#host/ids.ts'
import { type Listener, listen, type Peer } from '#host/listen.ts'
import { mailerOf } from '#host/mail.ts'
import { Gate } from '#host/outbox.ts'
import { compilePattern } from '#host/pattern.ts'
import { resolver } from '#host/resolve.ts'
import { checkPassword } from '#host/secrets.ts'
import type { Store } from '#store/store.ts'
import { inRange, parseIp, parseRange, type Range } from '#wire/cidr.ts'
import { clientTagBytesMax, lineBytesMax } from '#wire/message.ts'
import { carryOut, openConsole, type ServiceRequest } from './console.ts'
import type { Control } from './core/ports.ts'
import { accountRules } from './core/ports.ts'
import { Server } from './core/server.ts'
import type { Session } from './core/session.ts'
import { announceCap } from './features/connect/cap.ts'
import { features } from './features/index.ts'
import { rehash } from './features/network/rehash.ts'
import { servicesThere } from './features/services/service.ts'
import type { Answer as ServiceAnswer } from './features/services/turn.ts'
import { Linked } from './linked/linked.ts'
import type { Outline } from './outline.ts'
import { settingsOf } from './settings.ts'
import { StoredChannels } from './stored/channels.ts'
import { StoredHistory } from './stored/history.ts'
import { openLedger } from './stored/ledger.ts'

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
/** How long an answer of DNS is waited for. */
const resolveMs = 2000
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
  #ledger: Replica | undefined
  readonly #listeners: Listener[] = []
  readonly #connections = new Set<Connection>()
  readonly #timers: NodeJS.Timeout[] = []
  /** What all who are not read because of the disk wait for: one of them looks, not each. */
  #relief: Promise<void> | undefined

  /** @param still nobody will come: what happens is nothing to remember */
  static async build(config: Config, ground: Ground, store: Store, still = false): Promise<Ircd> {
    const fault = (err: unknown, about = 'store') => ground.log.error({ err, about }, 'fault')
    const gate = new Gate()
    const history = new StoredHistory(store, gate, fault)
    if (still) history.keep = () => 0
    const channels = new StoredChannels(store, fault)
    const clock = new Clock(await store.log.latest())
    const ids = new Ids(config.server.sid)
    const names = new HostNames()
    let ircd: Ircd | undefined
    const accounts = new LocalAccounts(store, {
      rules: () => accountRules(server.settings),
      secret: ground.secret,
      now: () => clock.now(),
      bearer: bearerOf(config),
      share: shareOf(config),
    })
    let tell: ReplicaTerms['tell'] = (event, facts) => ground.log.info(facts, event)
    const ledger = await openLedger(accounts, store, ground, {
      now: () => clock.now(),
      tell: (event, facts) => tell(event, facts),
    })
    const mailer = mailerOf(config)
    const server: Server = new Server(settingsOf(config), features, {
      now: () => clock.now(),
      id: (at) => ids.next(at),
      history,
      accounts,
      ledger,
      isHouse: (secret) => isEqual(secret, ground.secret),
      channels,
      shelf: (name) => store.shelf(name),
      mail: mailer && ((to, subject, text) => mailer.send(to, subject, text)),
      fault,
      verify: (password, scrypt) => checkPassword(password, { scrypt }),
      digest: (text) => createHmac('sha256', ground.secret).update(text).digest('hex'),
      sha256: (text) => createHash('sha256').update(text).digest('hex'),
      resolve: resolver(resolveMs),
      hostName: (ip) => names.of(ip),
      place: (ip) => ircd?.placeOf(ip),
      pattern: compilePattern,
      control: controlOf(ground, async (next) => ircd?.take(next)),
      tell,
    })
    tell = server.ports.tell
    await channels.restore(server.net, clock.now())
    await server.boot()
    ircd = new Ircd(ground, store, server, gate, history)
    ircd.#ledger = ledger
    await ircd.take(config)
    ircd.#every(tickMs, () => {
      server.tick()
      accounts.catchUp().catch((error) => ground.log.debug({ err: error }, 'news of accounts'))
    })
    ircd.#every(expiryMs, () => ircd!.#forget())
    return ircd
  }

  constructor(ground: Ground, store: Store, server: Server, gate: Gate, history: StoredHistory) {
    this.#ground = ground
    this.#store = store
    this.#server = server
    this.#gate = gate
    this.#history = history
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

/** @param take has the house take its part of a configuration, and throws where it is no good */
function controlOf({ control }: Ground, take: (config: Config) => Promise<void>): Control {
  const nobody = () => {
    throw new Error('nobody watches over this process')
  }
  return {
    reread: async () => {
      const config = control?.reread() ?? nobody()
      const settings = settingsOf(config)
      await take(config)
      return settings
    },
    stop: (reason) => (control ?? { stop: nobody }).stop(reason),
    restart: (reason) => (control ?? { restart: nobody }).restart(reason),
  }
}

/** In a time that tells nothing of the secret but its length. */
function isEqual(given: string, secret: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(secret)]
  return one.length === other.length && timingSafeEqual(one, other)
}
