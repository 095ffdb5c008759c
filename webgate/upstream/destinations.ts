/** Where a visitor can be led: the houses of this network, and the other networks on the list. */
import type { Duplex } from 'node:stream'
import { type Address, formatAddress } from '#host/address.ts'
import type { DialOptions } from '#host/dial.ts'
import type { Log } from '#host/log.ts'
import type { WebMetrics } from '../metrics.ts'
import type { Visitor } from '../visitor/reception.ts'
import { webircLine } from '../visitor/webirc.ts'
import { Upstream, type UpstreamEvents } from './conversation.ts'
import type { NamedHost } from './named-host.ts'
import { type NetworkConfig, Networks, type Resolve } from './networks.ts'
import { Pool } from './pool.ts'

export interface Destination {
  /** Begins a conversation for a visitor. */
  open(visitor: Introduced, events: UpstreamEvents): Upstream
  /** Lines a second that the visitor may send, once welcomed; without it the server judges. */
  linesPerSecond?: number | undefined
}

/** What a server is told about who speaks. */
export type Introduced = Pick<Visitor, 'ip' | 'secure' | 'name'>

export type HouseName = 'ircd' | 'bouncer'

export interface DestinationsOptions {
  log: Log
  metrics: WebMetrics
  /** In the order of preference. */
  ircd: readonly Address[]
  bouncer: readonly Address[]
  networks: readonly NetworkConfig[]
  networkLinesPerSecond: number
  /** The password that the IRC server takes WEBIRC with; without one nobody is introduced. */
  secret?: string | undefined
  dial?: DialOptions | undefined
  resolve?: Resolve | undefined
}

export class Destinations {
  readonly #options: DestinationsOptions
  readonly #networks: Networks
  readonly #houses: Record<HouseName, Pool>

  /** @throws Error of one line when a file that the configuration names cannot be read. */
  constructor(options: DestinationsOptions) {
    this.#options = options
    const failed = (address: Address, error: Error) => this.#failed(address, error)
    const pool = (addresses: readonly Address[]) =>
      new Pool(addresses, { dial: options.dial, failed })
    this.#houses = { ircd: pool(options.ircd), bouncer: pool(options.bouncer) }
    this.#networks = new Networks(options.networks, failed, options.resolve)
  }

  #failed(address: Address, error: Error): void {
    this.#options.log.warn({ error: error.message }, 'dial failed')
    this.#options.metrics.upstreamErrors.inc({ upstream: formatAddress(address) })
  }

  house(name: HouseName): Destination {
    // The bouncer asks for a login, and tells the server itself who is there.
    const password = name === 'ircd' ? this.#options.secret : undefined
    return this.#destination(() => this.#houses[name].dial(), password)
  }

  /** Whether pages may name networks at all. */
  get namesHosts(): boolean {
    return !this.#networks.none
  }

  /** @returns nothing when it is not on the list. */
  network(named: NamedHost): Destination | undefined {
    const found = this.#networks.find(named)
    if (!found) return undefined
    const linesPerSecond = this.#options.networkLinesPerSecond
    return { ...this.#destination(found.dial, found.webirc || undefined), linesPerSecond }
  }

  #destination(dial: () => Promise<Duplex>, password: string | undefined): Destination {
    const open = (visitor: Introduced, events: UpstreamEvents) => {
      const introduction = introduce(password, visitor)
      return new Upstream(dial(), introduction, events, this.#options.metrics)
    }
    return { open }
  }
}

async function introduce(password: string | undefined, visitor: Introduced): Promise<string[]> {
  if (password === undefined || password === '') return []
  return [webircLine(password, visitor, await visitor.name())]
}
