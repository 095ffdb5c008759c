/** How many sockets each address holds, so that one visitor cannot take them all. */
export class Tally {
  readonly #held = new Map<string, number>()
  readonly #max: number

  constructor(max: number) {
    this.#max = max
  }

  /** @returns whether there was room; whoever was let in must `release` once. */
  take(address: string): boolean {
    const held = this.#held.get(address) ?? 0
    if (held >= this.#max) return false
    this.#held.set(address, held + 1)
    return true
  }

  release(address: string): void {
    const held = this.#held.get(address) ?? 0
    if (held > 1) this.#held.set(address, held - 1)
    else this.#held.delete(address)
  }
}
