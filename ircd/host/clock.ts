/** The time that facts are stamped with. */

export class Clock {
  #last: number
  /** What the machine showed when it was found to be behind, and what was answered then. */
  #behind: { shown: number; told: number } | undefined

  /** @param notBefore the newest time that is on record, in milliseconds since 1970. */
  constructor(notBefore = 0) {
    this.#last = notBefore
  }

  /**
   * Milliseconds since 1970, never less than the last answer, because history is paged by it: when
   * the machine's clock is set back, time goes at half its speed until the machine has caught up.
   * If it stood still, whoever is slowed or locked out for a while would be so for as long.
   */
  now(): number {
    const shown = Date.now()
    if (shown < this.#last) return this.#creep(shown)
    this.#last = shown
    this.#behind = undefined
    return shown
  }

  #creep(shown: number): number {
    if (!this.#behind || shown < this.#behind.shown) this.#behind = { shown, told: this.#last }
    const { shown: from, told } = this.#behind
    this.#last = Math.max(this.#last, told + Math.floor((shown - from) / 2))
    return this.#last
  }
}
