/**
 * Wrong passwords by address: after a few, the address waits. Where several bouncers share the store
 * they count together, on its shelf `attempts`.
 */
import type { Shelf, Store } from '#store/store.ts'
import { isV4, parseIp, plainIp } from '#wire/cidr.ts'

const freeAttempts = 8
const forgetMs = 60_000
const addressesMax = 10_000

interface Failures {
  count: number
  /** When the last one was. */
  at: number
}

export class Attempts {
  /** Where this process counts alone. */
  readonly #failures = new Map<string, Failures>()
  readonly #shelf: Shelf<Failures> | undefined
  #sweptAt = 0

  /** @param store where other processes let people in too, if they do */
  constructor(store?: Pick<Store, 'shelf' | 'leases'>) {
    this.#shelf = store?.leases && store.shelf('attempts')
  }

  /** @returns seconds to wait, 0 when the address may try. Our own machinery has no address. */
  async waitSeconds(ip: string): Promise<number> {
    const known = ip === '' ? undefined : await this.#known(keyOf(ip))
    if (!known || known.count < freeAttempts) return 0
    return Math.max(0, Math.ceil((known.at + forgetMs - Date.now()) / 1000))
  }

  async failed(ip: string): Promise<void> {
    if (ip === '') return
    const key = keyOf(ip)
    const now = Date.now()
    if (!this.#shelf) return this.#keep(key, oneMore(this.#failures.get(key), now))
    while (!(await this.#count(this.#shelf, key, now)));
    await this.#sweep(this.#shelf, now)
  }

  /** @returns false where another failure was counted at the same time: none replaces another. */
  async #count(shelf: Shelf<Failures>, key: string, now: number): Promise<boolean> {
    const known = await shelf.get(key)
    const failures = oneMore(known, now)
    return known ? shelf.replace(key, known, failures) : shelf.add(key, failures)
  }

  async succeeded(ip: string): Promise<void> {
    const key = keyOf(ip)
    if (ip === '' || !(await this.#known(key))) return
    this.#failures.delete(key)
    await this.#shelf?.remove(key)
  }

  async #known(key: string): Promise<Failures | undefined> {
    return this.#shelf ? this.#shelf.get(key) : this.#failures.get(key)
  }

  #keep(key: string, failures: Failures): void {
    this.#failures.delete(key)
    this.#failures.set(key, failures)
    if (this.#failures.size > addressesMax) {
      this.#failures.delete(this.#failures.keys().next().value!)
    }
  }

  /** Takes away what is over, now and then: there is no room for every address that ever failed. */
  async #sweep(shelf: Shelf<Failures>, now: number): Promise<void> {
    if (now - this.#sweptAt < 10 * forgetMs) return
    this.#sweptAt = now
    for (const [key, { at }] of await shelf.list())
      if (at + forgetMs <= now) await shelf.remove(key)
  }
}

function oneMore(known: Failures | undefined, now: number): Failures {
  const isOld = !known || known.at + forgetMs <= now
  return { count: isOld ? 1 : known.count + 1, at: now }
}

/** Whoever has one address of version 6 has all of its network. */
function keyOf(text: string): string {
  const ip = parseIp(text)
  return ip === undefined || isV4(ip) ? plainIp(text) : (ip >> 64n).toString(16)
}
