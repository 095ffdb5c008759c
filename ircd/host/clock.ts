/** The time that facts are stamped with. */

export class Clock {
  #last: number

  /** @param notBefore the newest time that is on record, in milliseconds since 1970. */
  constructor(notBefore = 0) {
    this.#last = notBefore
  }

  /**
   * Milliseconds since 1970, never less than the last answer: when the machine's clock is set
   * back, time stands still until it has caught up, because history is paged by it.
   */
  now(): number {
    this.#last = Math.max(this.#last, Date.now())
    return this.#last
  }
}
