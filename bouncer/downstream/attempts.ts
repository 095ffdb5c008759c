/** Wrong passwords by address: after a few, the address waits. */
const freeAttempts = 8
const forgetMs = 60_000
const addressesMax = 10_000

export class Attempts {
  readonly #failures = new Map<string, { count: number; at: number }>()

  /** @returns seconds to wait, 0 when the address may try. Our own machinery has no address. */
  waitSeconds(ip: string): number {
    const known = this.#failures.get(ip)
    if (!known || ip === '') return 0
    const left = known.at + forgetMs - Date.now()
    if (left > 0) return known.count < freeAttempts ? 0 : Math.ceil(left / 1000)
    this.#failures.delete(ip)
    return 0
  }

  failed(ip: string): void {
    const count = (this.#failures.get(ip)?.count ?? 0) + 1
    this.#failures.delete(ip)
    this.#failures.set(ip, { count, at: Date.now() })
    if (this.#failures.size > addressesMax) {
      this.#failures.delete(this.#failures.keys().next().value!)
    }
  }

  succeeded(ip: string): void {
    this.#failures.delete(ip)
  }
}
