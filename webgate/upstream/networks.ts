/**
 * Other networks that pages may name: only those that the operator listed, only at public
 * addresses unless the operator wrote the addresses down, and only with a verified certificate.
 */
import { lookup } from 'node:dns/promises'
import { readFileSync } from 'node:fs'
import type { Duplex } from 'node:stream'
import type { Address } from '#host/address.ts'
import type { DialTls } from '#host/dial.ts'
import { globPattern } from '../visitor/origins.ts'
import type { NamedHost } from './named-host.ts'
import { Pool } from './pool.ts'
import { isPublic } from './public-address.ts'

/** See `causerie.example.toml`. */
export interface NetworkConfig {
  host: string
  ports: number[]
  plain: boolean
  addresses: Address[]
  webirc: string
  ca: string
  pin: string[]
}

export type Resolve = (host: string) => Promise<string[]>

/** A page may not reach it, and is not told whether it exists. */
export class Forbidden extends Error {
  override readonly name = 'Forbidden'
}

interface Network extends NetworkConfig {
  pattern: RegExp
  tls: DialTls
  /** Where the operator wrote the addresses down. */
  pool?: Pool | undefined
}

export class Networks {
  readonly #networks: Network[]
  readonly #resolve: Resolve
  readonly #failed: (address: Address, error: Error) => void

  /** @throws Error of one line when a file of authorities cannot be read. */
  constructor(
    configs: readonly NetworkConfig[],
    failed: (address: Address, error: Error) => void,
    resolve: Resolve = resolveAll,
  ) {
    this.#failed = failed
    this.#resolve = resolve
    this.#networks = configs.map((config) => {
      const pattern = globPattern(config.host.toLowerCase())
      const tls: DialTls = { pin: config.pin, ...(config.ca ? { ca: read(config.ca) } : {}) }
      const pool = config.addresses.length
        ? new Pool(config.addresses, { dial: { tls: { ...tls, ...servername(config) } }, failed })
        : undefined
      return { ...config, pattern, tls, pool }
    })
  }

  get none(): boolean {
    return this.#networks.length === 0
  }

  /** @returns how to reach it, or nothing when it is not listed. */
  find(named: NamedHost): { webirc: string; dial: () => Promise<Duplex> } | undefined {
    const fits = ({ pattern, ports, plain }: Network) =>
      pattern.test(named.host) && ports.includes(named.port) && (named.tls || plain)
    const network = this.#networks.find(fits)
    if (!network) return undefined
    const dial = () => network.pool?.dial() ?? this.#dialName(named, network)
    return { webirc: network.webirc, dial }
  }

  /** The address that was judged is the one that is dialled: a name may change its mind. */
  async #dialName({ host, port, tls }: NamedHost, network: Network): Promise<Duplex> {
    const allowed = (await this.#resolve(host)).filter(isPublic)
    if (allowed.length === 0) throw new Forbidden(`${host} has no public address`)
    const kind = tls ? 'tls' : 'tcp'
    const addresses = allowed.map((ip): Address => ({ kind, host: ip, port }))
    const options = { tls: { ...network.tls, servername: isName(host) ? host : '' } }
    return new Pool(addresses, { dial: options, failed: this.#failed }).dial()
  }
}

async function resolveAll(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true })
  return found.map(({ address }) => address)
}

function isName(host: string): boolean {
  return /[a-z]/.test(host) && !host.includes(':')
}

/** The operator's own addresses are verified as the name, where it is one. */
function servername({ host }: NetworkConfig): { servername?: string } {
  return /[*?]/.test(host) || !isName(host) ? {} : { servername: host }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Error(`webgate.networks: cannot read ${path}: ${(error as Error).message}`)
  }
}
