/**
 * Dialling other servers: those that are configured so and are not on the network, one at a time,
 * the preferred first, again and again while they are away.
 */
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { type DialOptions, dial } from '#host/dial.ts'
import { certificateOf, type Peer as FarEnd } from '#host/listen.ts'
import { plainIp } from '#wire/cidr.ts'
import { Backoff } from './backoff.ts'
import type { Route } from './routes.ts'

export interface CallsOptions {
  now(): number
  /** Key and certificate that we show; absent where there is none. */
  certificate(): { cert?: unknown; key?: unknown } | undefined
  /** Whether a server is on the network already, by whatever way. */
  isLinked(name: string): boolean
  /** A connection stands, and the other side is whom its certificate must show. */
  connected(route: Route, duplex: Duplex, end: FarEnd): void
  tell(event: string, facts: Record<string, unknown>): void
}

const timeoutMs = 15_000

export class Calls {
  readonly #options: CallsOptions
  readonly #backoffs = new Map<string, Backoff>()
  readonly #given = new AbortController()
  #routes: Route[] = []
  /** Whom we are dialling, or waiting for to say who it is. */
  #calling: string | undefined

  constructor(options: CallsOptions) {
    this.#options = options
  }

  /** Takes a new configuration; what it says anew is tried at once. */
  set routes(routes: Route[]) {
    this.#routes = routes.toSorted((a, b) => a.priority - b.priority)
    this.#backoffs.clear()
  }

  get routes(): readonly Route[] {
    return this.#routes
  }

  find(name: string): Route | undefined {
    return this.#routes.find(({ terms }) => terms.name.toLowerCase() === name.toLowerCase())
  }

  /** To be called every second or so. */
  tick(): void {
    const { isLinked } = this.#options
    if (this.#calling !== undefined && !isLinked(this.#calling)) return
    this.#calling = undefined
    const now = this.#options.now()
    const next = this.#routes.find(
      ({ autoconnect, terms }) =>
        autoconnect && this.#backoff(terms.name).dueAt <= now && !isLinked(terms.name),
    )
    if (next) void this.call(next)
  }

  /** Dials a server, whenever it may be due. Never rejects: what fails is told to the log. */
  async call(route: Route): Promise<void> {
    const { terms, address } = route
    if (!address) return this.#failed(route, 'The configuration does not say where it is')
    this.#calling = terms.name
    try {
      const duplex = await dial(address, this.#dialling(route))
      if (this.#options.isLinked(terms.name)) duplex.destroy()
      else this.#options.connected(route, duplex, farEnd(duplex))
    } catch (error) {
      if (!this.#given.signal.aborted) this.#failed(route, (error as Error).message)
    }
  }

  /** A link has ended, or has not come up. @param lastedMs how long it was up */
  ended(name: string, lastedMs: number): void {
    if (this.#calling === name) this.#calling = undefined
    this.#backoff(name).ended(this.#options.now(), lastedMs, Math.random())
  }

  /** It is not dialled again by itself: its clock is wrong, and would be so the next time. */
  stop(name: string): void {
    this.#backoff(name).stop()
  }

  close(): void {
    this.#given.abort()
    this.#routes = []
  }

  #dialling({ terms }: Route): DialOptions {
    const pinned = terms.fingerprints.length > 0
    const context = this.#options.certificate() as DialOptions['tls']
    const pin = pinned ? { pin: terms.fingerprints, pinned: true as const } : {}
    return { tls: { ...context, ...pin }, timeoutMs, signal: this.#given.signal }
  }

  #failed({ terms }: Route, reason: string): void {
    this.#options.tell('link failed', { name: terms.name, reason })
    this.ended(terms.name, 0)
  }

  #backoff(name: string): Backoff {
    const known = this.#backoffs.get(name) ?? new Backoff()
    this.#backoffs.set(name, known)
    return known
  }
}

function farEnd(duplex: Duplex): FarEnd {
  const { remoteAddress = '', remotePort = 0, encrypted = false } = duplex as TLSSocket
  const ip = plainIp(remoteAddress)
  return {
    ip,
    port: remotePort,
    secure: encrypted || ip === '',
    ...certificateOf(duplex),
    inproc: false,
  }
}
