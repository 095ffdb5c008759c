/** Where one person's devices want to be pushed to, as it is kept. */
import { createHash } from 'node:crypto'
import type { Shelf, Store } from '#store/store.ts'
import type { Endpoint } from './post.ts'

export interface Subscription extends Endpoint {
  /** The networks that it is about, by their ids; `*` is all there are and will be. */
  networks: string[]
  /** The device that asked, '' for a nameless one. */
  device: string
  /** When it last asked, in milliseconds since 1970. */
  at: number
  /** Since when nothing has reached it. */
  failingSince?: number | undefined
  /** What its owner could prove then: with another password it is void. */
  proof: string
}

/** Keys begin with the account and `/`. */
export const shelfName = 'push'
export const allNetworks = '*'
const subscriptionsMax = 10

export class Subscriptions {
  readonly #shelf: Shelf<Subscription>
  readonly #store: Store
  readonly #account: string
  readonly #known = new Map<string, Subscription>()

  private constructor(store: Store, account: string) {
    this.#store = store
    this.#shelf = store.shelf(shelfName)
    this.#account = account
  }

  static async open(store: Store, account: string): Promise<Subscriptions> {
    const all = new Subscriptions(store, account)
    const proof = await all.proof()
    for (const [, one] of await all.#shelf.list(`${account}/`)) {
      if (one.proof === proof) all.#known.set(one.endpoint, one)
      else await all.#shelf.remove(all.#key(one.endpoint))
    }
    return all
  }

  get all(): Subscription[] {
    return [...this.#known.values()]
  }

  get(endpoint: string): Subscription | undefined {
    return this.#known.get(endpoint)
  }

  /** @returns false where there are too many. */
  async put(one: Subscription): Promise<boolean> {
    const isNew = !this.#known.has(one.endpoint)
    if (isNew && this.#known.size >= subscriptionsMax) return false
    this.#known.set(one.endpoint, one)
    await this.#shelf.put(this.#key(one.endpoint), one)
    return true
  }

  async remove(endpoint: string): Promise<void> {
    if (!this.#known.delete(endpoint)) return
    await this.#shelf.remove(this.#key(endpoint))
  }

  /** Changes with the password; tells nothing of it. */
  async proof(): Promise<string> {
    const account = await this.#store.accounts.get(this.#account)
    return digest(`push ${account?.credentials.scram.storedKey ?? ''}`)
  }

  #key(endpoint: string): string {
    return `${this.#account}/${digest(endpoint)}`
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}
