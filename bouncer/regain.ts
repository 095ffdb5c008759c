/** Gets the wanted nick back when another was all that could be had. */
const firstMs = 15_000
const longestMs = 600_000

export class Regain {
  readonly #attempt: () => void
  #timer: NodeJS.Timeout | undefined
  #waitMs = firstMs

  /** @param attempt asks the network for the wanted nick */
  constructor(attempt: () => void) {
    this.#attempt = attempt
  }

  /** Called whenever it may have changed whether we have the nick that we want. */
  check(isWanted: boolean): void {
    if (!isWanted && this.#timer) return
    this.stop()
    if (!isWanted) this.#schedule()
  }

  /** Whoever had the nick has let go of it. */
  now(): void {
    if (this.#timer) this.#attempt()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#waitMs = firstMs
  }

  #schedule(): void {
    const waitMs = this.#waitMs * (0.75 + Math.random() / 2)
    this.#waitMs = Math.min(this.#waitMs * 2, longestMs)
    this.#timer = setTimeout(() => {
      this.#attempt()
      this.#schedule()
    }, waitMs)
  }
}
