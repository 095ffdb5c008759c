/**
 * How fast a visitor may speak to another network: once it has welcomed them, so many lines a
 * second, after a few at once. Other networks punish the gateway's address for its visitors.
 */

const burst = 5

export class Pace {
  readonly #perSecond: number
  readonly #wake: () => void
  #welcomed = false
  #tokens = burst
  #countedAt = performance.now()
  #timer: NodeJS.Timeout | undefined

  /** @param wake called when `take` may succeed again */
  constructor(perSecond: number, wake: () => void) {
    this.#perSecond = perSecond
    this.#wake = wake
  }

  /** A line of the server: 001 is its welcome. */
  heed(line: Buffer): void {
    this.#welcomed ||= / 001 /.test(line.toString('latin1', 0, 600))
  }

  /** @returns whether a line may be sent now; when not, `wake` is called in time. */
  take(): boolean {
    if (!this.#welcomed) return true
    const now = performance.now()
    const grown = ((now - this.#countedAt) / 1000) * this.#perSecond
    this.#tokens = Math.min(burst, this.#tokens + grown)
    this.#countedAt = now
    if (this.#tokens >= 1) {
      this.#tokens--
      return true
    }
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined
        this.#wake()
      },
      ((1 - this.#tokens) / this.#perSecond) * 1000 + 1,
    )
    return false
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
