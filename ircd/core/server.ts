/** One server: its state, its sessions, and the one function that changes the network. */
import { foldFor } from '#wire/casemap.ts'
import type { Tags } from '#wire/message.ts'
import { ERR_NOTREGISTERED, type Reply } from '#wire/numerics.ts'
import type { Ask } from './ask.ts'
import { Book, type Page } from './book.ts'
import type { Fact, Kept, Kind } from './fact.ts'
import type { Feature } from './feature.ts'
import type { LinkHub, Origin } from './links.ts'
import { type Channel, Network, type ServerNode, type User } from './network.ts'
import type { Caller, KeptRow, Ports, Settings, Sink } from './ports.ts'
import { everything, Rendition } from './rendition.ts'
import { Session } from './session.ts'

/** Uids count upwards from here in base 36, the SID before them. */
const uidFirst = Number.parseInt('AAAAAA', 36)
/** Logs whose newest times are remembered before those that are past are forgotten. */
const newestMax = 1000
const uidsMax = 26 * 36 ** 5
/** After a restart other servers may still know the last run's: each second has so many of its own. */
const uidsPerSecond = 16

export class Server {
  /** What the configuration says; replaced as a whole when it is read again. */
  settings: Settings
  readonly ports: Ports
  readonly book: Book
  readonly net: Network
  readonly sessions = new Set<Session>()
  readonly startedAt: number
  /** The other servers; absent where no link is configured. */
  links: LinkHub | undefined
  /** The disk refuses what it is given: nothing new can be promised. */
  troubled = false
  /** The newest time of each log that was written lately; at least of those ahead of the clock. */
  readonly #newest = new Map<string, number>()
  #newestOfAll = 0
  #uids = 0

  constructor(settings: Settings, features: Feature[], ports: Ports) {
    this.settings = settings
    this.ports = { ...ports, tell: (event, facts) => this.#tell(event, facts, ports.tell) }
    this.book = new Book(features)
    const { sid, server: name, network: info } = settings
    const me: ServerNode = { sid, name, info, hops: 0, caps: new Set() }
    this.net = new Network(settings.network, me, foldFor(settings.casemapping))
    this.startedAt = ports.now()
  }

  /** Has every feature read what it keeps. To be awaited before the first client connects. */
  async boot(): Promise<void> {
    // First, so that no change falls between what they read and what they are told.
    await this.ports.accounts.follow((news) => {
      const heard = { ...news, account: this.net.fold(news.account), key: news.account }
      for (const hears of this.book.accountNews) hears(heard, this)
      if (news.kind === 'removed') this.net.accountNames.forget(news.account)
    })
    await this.ports.ledger?.followDocuments(async ({ shelf, key }) => {
      const value = await this.ports.shelf(shelf).get(key)
      for (const hears of this.book.documentNews) hears({ shelf, key, value }, this)
    })
    for (const { boot } of this.book.features) await boot?.(this)
  }

  /** Begins the conversation with a client that has just connected. */
  connect(sink: Sink, caller: Caller): Session {
    const uid = this.#nextUid()
    const session = new Session(this, sink, caller, uid, this.ports.now())
    // A parameter that is not the last cannot begin with a colon, as `::1` does.
    const ip = caller.ip.startsWith(':') ? `0${caller.ip}` : caller.ip
    session.user.ip = ip
    session.user.host = ip || 'localhost'
    session.user.secure = caller.secure
    this.sessions.add(session)
    this.meet(session)
    return session
  }

  #nextUid(): string {
    const first = Math.floor(this.startedAt / 1000) * uidsPerSecond
    const n = (first + this.#uids++) % uidsMax
    return this.settings.sid + (uidFirst + n).toString(36).toUpperCase()
  }

  /** How many connections there have been. */
  get connectionsEver(): number {
    return this.#uids
  }

  /** Asks whether somebody at this address may speak at all; a gateway may tell another one. */
  meet(session: Session): void {
    for (const meets of this.book.meets) {
      const reason = meets(session, this)
      if (reason !== undefined) return session.close(reason)
    }
  }

  #tell(event: string, facts: Record<string, unknown>, log: Ports['tell']): void {
    log(event, facts)
    for (const overhears of this.book.overhears) overhears(event, facts, this)
  }

  /**
   * Makes something happen. The only function that changes the network.
   * @param ask the request that caused it; guards are asked then, and may refuse.
   * @param origin set where another server told of it; it happens with the id and time given there.
   * @returns the refusal, or nothing when it happened.
   */
  commit<D>(
    kind: Kind<D>,
    data: D & { tags?: Tags | undefined },
    by: User | ServerNode,
    ask?: Ask,
    origin?: Origin,
  ): Reply | undefined {
    const fact: Fact<D> = Object.assign(data, { id: '', at: this.ports.now(), by })
    const refusal = ask && this.refusal(kind, fact, ask)
    if (refusal) return refusal
    for (const { run } of this.book.page(kind).preludes) run(fact, this, ask)
    if (origin && isRestated(origin)) fact.restated = true
    const kept = (!fact.restated && kind.keep?.(fact, this.net)) || []
    fact.at = origin?.at ?? this.#timeFor(kept, fact.at)
    fact.id = origin?.id ?? this.ports.id(fact.at)
    if (origin?.at) this.#heed(kept, fact.at)
    const audience = kind.audience(fact, this.net)
    kind.apply?.(fact, this.net)
    this.links?.told(kind, fact as Fact<object>, origin)
    if (kind.saves) for (const channel of kind.saves(fact)) this.#save(channel)
    this.#show(kind, fact, audience, kept, ask)
    for (const { run } of this.book.page(kind).reactions) run(fact, this, ask)
    return undefined
  }

  /**
   * The first guard's reason to refuse, if there is one. Who was thrown out while a slow command
   * was at work, or in the middle of one, does nothing more, and reads no reason either.
   */
  refusal<D>(kind: Kind<D>, fact: Fact<D>, ask: Ask): Reply | undefined {
    if (ask.session.closed) return ERR_NOTREGISTERED()
    for (const { check } of this.book.page(kind).guards) {
      const refusal = check(fact, ask)
      if (refusal) return refusal
    }
    return undefined
  }

  #show<D>(
    kind: Kind<D>,
    fact: Fact<D>,
    audience: Iterable<Session>,
    kept: Kept[],
    ask: Ask | undefined,
  ): void {
    const page = this.book.page(kind)
    const rendition = new Rendition(this.book, page, fact as Fact<object>)
    const ticket = kept.length ? this.#keep(kept, fact, rendition, isEvent(kind, fact)) : 0
    const addressee = kind.delivers?.(fact)
    if (addressee && !isHidden(page, fact, addressee)) addressee.hear(rendition, ticket)
    const skipped = kind.skips?.(fact)
    for (const session of audience) {
      if (session === skipped || isHidden(page, fact, session)) continue
      if (ask && session === ask.session) ask.hear(rendition, ticket)
      else session.hear(rendition, ticket)
    }
  }

  #keep(kept: Kept[], { id, at }: Fact<unknown>, rendition: Rendition, event: boolean): number {
    const line = rendition.for(everything)
    const rows: KeptRow[] = kept.map(({ log, buffer }) => ({ log, buffer, id, at, event, line }))
    return this.ports.history.keep(rows)
  }

  /**
   * No two lines of a log share a millisecond, so that clients which page by time neither skip nor
   * repeat. Those that were written before this millisecond need not be remembered: now and then
   * the map is emptied.
   */
  #timeFor(kept: Kept[], now: number): number {
    if (!kept.length) return now
    if (now > this.#newestOfAll && this.#newest.size > newestMax) this.#newest.clear()
    let at = now
    for (const { log } of kept) at = Math.max(at, (this.#newest.get(log) ?? 0) + 1)
    this.#heed(kept, at)
    return at
  }

  /** What is said here from now on is an answer to it, whichever clock is ahead. */
  #heed(kept: Kept[], at: number): void {
    for (const { log } of kept) this.#newest.set(log, Math.max(at, this.#newest.get(log) ?? 0))
    if (kept.length) this.#newestOfAll = Math.max(this.#newestOfAll, at)
  }

  #save(channel: Channel): void {
    const { net, ports } = this
    const key = net.fold(channel.name)
    const lasts = net.channels.get(key) === channel || net.vacant.get(key) === channel
    if (lasts) ports.channels.save(channel)
    else ports.channels.forget(channel)
  }

  /** To be called every second or so: drops who is silent, and channels that nobody came back to. */
  tick(): void {
    const now = this.ports.now()
    for (const session of this.sessions) this.#watch(session, now)
    for (const ticks of this.book.ticks) ticks(this, now)
    this.links?.tick(now)
    this.ports.ledger?.tick(now)
    for (const [key, channel] of this.net.vacant) {
      if (now < channel.vacantUntil) continue
      this.net.vacant.delete(key)
      this.ports.channels.forget(channel)
    }
  }

  #watch(session: Session, now: number): void {
    const { pingMs, registrationMs } = this.settings
    if (!session.registered) {
      if (now - session.user.since > registrationMs) session.close('Registration timed out')
      return
    }
    const silentMs = now - session.heardAt
    if (session.pingedAt && now - session.pingedAt > pingMs) {
      session.close(`Ping timeout: ${Math.round(silentMs / 1000)} seconds`)
    } else if (!session.pingedAt && silentMs > pingMs) {
      session.pingedAt = now
      session.push(`PING :${this.net.me.name}`)
    }
  }
}

/** Every server remembers the same: what others have under no id, or another, none of them keeps. */
function isRestated({ restated, untold, id }: Origin): boolean {
  return restated || (untold !== undefined && id === undefined)
}

function isHidden<D>({ filters }: Page, fact: Fact<D>, viewer: Session): boolean {
  return filters.length > 0 && filters.some(({ hides }) => hides(fact, viewer))
}

function isEvent<D>({ event }: Kind<D>, fact: Fact<D>): boolean {
  return typeof event === 'function' ? event(fact) : (event ?? false)
}
