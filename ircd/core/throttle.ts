/** How often something may be done, counted for each who does it. */

/** So many within so many milliseconds; a count of 0 is no limit. */
export interface Rate {
  count: number
  ms: number
}

/** Below this many it is not worth looking for those that are past. */
const pruneAtLeast = 1000

/**
 * Lets `count` come at once, then one more after each `ms / count`. One number is kept for each key,
 * and none for those who have been quiet that long.
 */
export class Throttle {
  /** When the key will have used nothing of its share. */
  readonly #full = new Map<string, number>()
  #pruneAt = pruneAtLeast

  /** Takes one from the share. @returns 0, or how many milliseconds too early it was. */
  take(key: string, { count, ms }: Rate, now: number): number {
    if (count === 0) return 0
    const step = ms / count
    const full = Math.max(now, this.#full.get(key) ?? 0)
    const early = full + step - now - ms
    if (early > 0) return Math.ceil(early)
    this.#full.set(key, full + step)
    if (this.#full.size > this.#pruneAt) this.#prune(now)
    return 0
  }

  /** How many milliseconds too early it would be. */
  early(key: string, { count, ms }: Rate, now: number): number {
    if (count === 0) return 0
    return Math.max(0, Math.ceil((this.#full.get(key) ?? 0) + ms / count - now - ms))
  }

  forgive(key: string): void {
    this.#full.delete(key)
  }

  get size(): number {
    return this.#full.size
  }

  #prune(now: number): void {
    for (const [key, full] of this.#full) if (full <= now) this.#full.delete(key)
    this.#pruneAt = Math.max(pruneAtLeast, 2 * this.#full.size)
  }
}
