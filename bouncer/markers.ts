/**
 * Up to where a person has read each window of one network. A marker moves forwards only, never
 * into the future, and is on the disk within moments.
 * Source: https://ircv3.net/specs/extensions/read-marker
 */
import type { Shelf, Store } from '#store/store.ts'
import { Latest } from './latest.ts'

/** Milliseconds since 1970. */
export interface Marker {
  at: number
}

/** Windows of one network that have a marker; a client that invents names gets no more. */
const markersMax = 10_000

export class Markers {
  readonly #shelf: Shelf<Marker>
  /** Begins all keys: `<account>/<network>/`. */
  readonly #prefix: string
  readonly #known = new Map<string, number>()
  readonly #writing = new Map<string, Latest>()

  constructor(shelf: Shelf<Marker>, prefix: string) {
    this.#shelf = shelf
    this.#prefix = prefix
  }

  static async open(store: Store, account: string, network: string): Promise<Markers> {
    const markers = new Markers(store.shelf('markers'), `${account}/${network}/`)
    for (const [key, { at }] of await markers.#shelf.list(markers.#prefix)) {
      markers.#known.set(key.slice(markers.#prefix.length), at)
    }
    return markers
  }

  /** @param target folded @returns milliseconds since 1970, or nothing for a window never read */
  get(target: string): number | undefined {
    return this.#known.get(target)
  }

  /** @returns where the marker stands now. */
  advance(target: string, at: number): number | undefined {
    const known = this.#known.get(target)
    const to = Math.min(at, Date.now())
    if (known !== undefined && to <= known) return known
    if (known === undefined && this.#known.size >= markersMax) return undefined
    this.#known.set(target, to)
    this.#write(target)
    return to
  }

  /** Settles when the disk has everything. */
  async close(): Promise<void> {
    await Promise.all([...this.#writing.values()].map((latest) => latest.close()))
  }

  /** Forgets the network's markers. */
  async forget(): Promise<void> {
    await this.close()
    for (const target of this.#known.keys()) await this.#shelf.remove(this.#prefix + target)
    this.#known.clear()
    // Whoever reads on begins anew.
    this.#writing.clear()
  }

  #write(target: string): void {
    const put = () => this.#shelf.put(this.#prefix + target, { at: this.#known.get(target)! })
    const latest = this.#writing.get(target) ?? new Latest(put)
    this.#writing.set(target, latest)
    latest.changed()
  }
}
