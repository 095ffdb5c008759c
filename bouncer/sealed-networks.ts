/**
 * The shelf of networks, whose passwords lie there sealed: the server's password, that of SASL, the
 * certificate's key, channels' keys and the lines that are sent when connected.
 */
import { isSealed, Sealer } from '#host/sealing.ts'
import type { NetworkRecord, Shelf, UpstreamRecord } from '#store/store.ts'

type Each = (text: string) => string

/** What is sealed reads differently each time: nobody can say how it was. */
export type Networks = Omit<Shelf<NetworkRecord>, 'replace'>

export class SealedNetworks implements Networks {
  readonly #shelf: Shelf<NetworkRecord>
  readonly #sealer: Sealer

  constructor(shelf: Shelf<NetworkRecord>, secret: string) {
    this.#shelf = shelf
    this.#sealer = new Sealer(secret)
  }

  async get(key: string): Promise<NetworkRecord | undefined> {
    const record = await this.#shelf.get(key)
    return record && this.#opened(key, record)
  }

  async list(prefix?: string): Promise<[key: string, value: NetworkRecord][]> {
    const entries = await this.#shelf.list(prefix)
    return entries.map(([key, record]) => [key, this.#opened(key, record)])
  }

  add(key: string, record: NetworkRecord): Promise<boolean> {
    return this.#shelf.add(key, this.#sealed(key, record))
  }

  put(key: string, record: NetworkRecord): Promise<void> {
    return this.#shelf.put(key, this.#sealed(key, record))
  }

  remove(key: string): Promise<boolean> {
    return this.#shelf.remove(key)
  }

  /**
   * Seals what an older version wrote in the clear.
   * @returns the keys of networks whose secrets this house cannot open.
   */
  async sealAll(): Promise<string[]> {
    const foreign: string[] = []
    for (const [key, record] of await this.#shelf.list()) {
      const sealed = this.#sealed(key, record)
      if (JSON.stringify(sealed) !== JSON.stringify(record)) await this.#shelf.put(key, sealed)
      if (isLocked(this.#opened(key, record))) foreign.push(key)
    }
    return foreign
  }

  #sealed(key: string, record: NetworkRecord): NetworkRecord {
    return each(record, (text) => this.#sealer.seal(text, key))
  }

  /** What cannot be opened stays as it is, for a house with the right secret. */
  #opened(key: string, record: NetworkRecord): NetworkRecord {
    return each(record, (text) => this.#sealer.open(text, key) ?? text)
  }
}

function each(record: NetworkRecord, change: Each): NetworkRecord {
  // One that is none is its person's trouble, and nobody else's.
  if (!record?.channels) return record
  const channels = Object.entries(record.channels).map(([name, key]) => [name, change(key)])
  const changed = { ...record, channels: Object.fromEntries(channels) }
  if (record.upstream) changed.upstream = eachOfUpstream(record.upstream, change)
  return changed
}

function eachOfUpstream(upstream: UpstreamRecord, change: Each): UpstreamRecord {
  const { pass, sasl, certificate, commands } = upstream
  return {
    ...upstream,
    pass: change(pass),
    ...(sasl && { sasl: { ...sasl, password: change(sasl.password) } }),
    ...(certificate && { certificate: { ...certificate, key: change(certificate.key) } }),
    commands: commands.map(change),
  }
}

/**
 * Whether the network must be left alone until its owner has said its secrets again. Channels' keys
 * do not count: any channel's operator may set one that reads as if it were sealed.
 */
export function isLocked({ upstream }: NetworkRecord): boolean {
  let found = false
  if (upstream) {
    eachOfUpstream(upstream, (text) => {
      found ||= isSealed(text)
      return text
    })
  }
  return found
}
