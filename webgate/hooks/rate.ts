/** So many in a stretch of time for each key, all at once if they like. */
export class Rate {
  readonly #max: number
  readonly #everyMs: number
  readonly #spent = new Map<string, { tokens: number; at: number }>()

  constructor(max: number, everyMs: number) {
    this.#max = max
    this.#everyMs = everyMs
  }

  /** Takes one. @returns 0, or how long to wait in milliseconds; then none was taken. */
  take(key: string, now = performance.now()): number {
    const known = this.#spent.get(key) ?? { tokens: this.#max, at: now }
    const perMs = this.#max / this.#everyMs
    const tokens = Math.min(this.#max, known.tokens + (now - known.at) * perMs)
    if (tokens < 1) return (1 - tokens) / perMs
    this.#spent.set(key, { tokens: tokens - 1, at: now })
    return 0
  }
}
