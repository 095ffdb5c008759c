/** Work that may only be done by a few at a time: the rest wait their turn, first come first. */
export class Turns {
  #free: number
  readonly #waiting: (() => void)[] = []

  /** @param width how many may work at once */
  constructor(width: number) {
    this.#free = width
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((go) => this.#waiting.push(go))
    try {
      return await work()
    } finally {
      // A place is handed on, not given back, while somebody waits for it.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }
}
