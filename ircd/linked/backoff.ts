/** How long to wait before a server is dialled again: longer each time, and never for ever. */

const firstMs = 5000
const longestMs = 5 * 60 * 1000
/** A link that lasted that long was a good one: the next wait is short again. */
const steadyMs = 60_000

export class Backoff {
  /** When it may be tried again, milliseconds since 1970. */
  dueAt = 0
  #failures = 0

  /** @param chance from 0 to 1: servers that were cut off together do not come back together */
  failed(now: number, chance: number): void {
    const waitMs = Math.min(firstMs * 2 ** this.#failures++, longestMs)
    this.dueAt = now + waitMs * (0.75 + chance / 2)
  }

  /** A link has ended. @param lastedMs how long it was up; 0 where it never was */
  ended(now: number, lastedMs: number, chance: number): void {
    if (lastedMs >= steadyMs) this.#failures = 0
    this.failed(now, chance)
  }

  /** It will be tried only when somebody asks for it. */
  stop(): void {
    this.dueAt = Number.POSITIVE_INFINITY
  }
}
