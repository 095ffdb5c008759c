/**
 * Lines on their way to a network, no faster than it allows: an IRC server disconnects a client
 * that says too much at once. A few may go together, then one in each while.
 */
export interface OutgoingPace {
  /** Lines that may go out at once. */
  burst: number
  /** The time in which one more may, in milliseconds. */
  everyMs: number
}

/** Told once: whether the line went out, or the connection ended before. */
export type Outcome = (sent: boolean) => void

interface Waiting {
  /** Nothing may come between them. */
  texts: string[]
  outcome: Outcome | undefined
}

/** More waiting lines than this are refused: they would go out in half an hour. */
const waitingMax = 1_000

export class Outgoing {
  readonly #pace: OutgoingPace | undefined
  readonly #write: (text: string) => void
  #waiting: Waiting[] = []
  /** Lines that may go now, and when that was true. */
  #tokens: number
  #at = Date.now()
  #timer: NodeJS.Timeout | undefined

  /** @param pace without one, lines go at once */
  constructor(pace: OutgoingPace | undefined, write: (text: string) => void) {
    this.#pace = pace
    this.#write = write
    this.#tokens = pace?.burst ?? Number.POSITIVE_INFINITY
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** Sends lines behind one another, those that follow each other at once. @returns false when too many wait already. */
  push(texts: string[], outcome?: Outcome): boolean {
    if (this.#waiting.length >= waitingMax) return false
    this.#waiting.push({ texts, outcome })
    this.#flush()
    return true
  }

  /** The connection has ended: what waits has not been said. */
  close(): void {
    clearTimeout(this.#timer)
    for (const { outcome } of this.#waiting.splice(0)) outcome?.(false)
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#refill()
    while (this.#waiting[0] && this.#tokens >= this.#price(this.#waiting[0])) {
      const { texts, outcome } = this.#waiting.shift()!
      this.#tokens -= texts.length
      for (const text of texts) this.#write(text)
      outcome?.(true)
    }
    if (this.#waiting.length === 0 || !this.#pace) return
    const waitMs = (this.#price(this.#waiting[0]!) - this.#tokens) * this.#pace.everyMs
    this.#timer = setTimeout(() => this.#flush(), Math.max(1, waitMs))
  }

  /** What has more lines than may ever go at once goes alone, and the next ones wait longer. */
  #price({ texts }: Waiting): number {
    return Math.min(texts.length, this.#pace?.burst ?? texts.length)
  }

  #refill(): void {
    if (!this.#pace) return
    const { burst, everyMs } = this.#pace
    const now = Date.now()
    this.#tokens = Math.min(burst, this.#tokens + (now - this.#at) / everyMs)
    this.#at = now
  }
}
