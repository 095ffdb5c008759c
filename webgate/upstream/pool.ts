/**
 * Several addresses of one network: the first that can be reached is dialled. One that could not
 * stands at the end of the line for a while, so that the next visitor need not wait for it.
 */
import type { Duplex } from 'node:stream'
import { type Address, formatAddress } from '#host/address.ts'
import { type DialOptions, dial } from '#host/dial.ts'

/** How long an address counts as ill after it could not be reached. */
const illMs = 30_000
/** How long one address may take; the next is waiting. */
const attemptMs = 10_000

export interface PoolOptions {
  /** As `#host/dial.ts` takes them, for each of the addresses. */
  dial?: DialOptions | undefined
  /** Called for each address that could not be reached. */
  failed: (address: Address, error: Error) => void
}

export class Pool {
  readonly #addresses: readonly Address[]
  readonly #options: PoolOptions
  /** Until when each address that failed is ill. */
  readonly #ill = new Map<string, number>()

  /** @param addresses in the order of preference, at least one */
  constructor(addresses: readonly Address[], options: PoolOptions) {
    this.#addresses = addresses
    this.#options = options
  }

  /** @throws Error of the last address that was tried. */
  async dial(): Promise<Duplex> {
    let last: unknown
    for (const address of this.#inOrder()) {
      try {
        const duplex = await dial(address, { timeoutMs: attemptMs, ...this.#options.dial })
        this.#ill.delete(formatAddress(address))
        return duplex
      } catch (error) {
        last = error
        this.#ill.set(formatAddress(address), Date.now() + illMs)
        this.#options.failed(address, error as Error)
      }
    }
    throw last
  }

  #inOrder(): Address[] {
    const now = Date.now()
    const isIll = (address: Address) => (this.#ill.get(formatAddress(address)) ?? 0) > now
    return [
      ...this.#addresses.filter((address) => !isIll(address)),
      ...this.#addresses.filter(isIll),
    ]
  }
}
