/** Writes a small document down whenever it changed: one write at a time, the last state wins. */
const retryMs = 1000

export class Latest {
  readonly #put: () => Promise<void>
  #dirty = false
  #closed = false
  #writing: Promise<void> | undefined

  /** @param put writes the present state, and settles when the disk has it */
  constructor(put: () => Promise<void>) {
    this.#put = put
  }

  changed(): void {
    if (this.#closed) return
    this.#dirty = true
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined
    })
  }

  /** Settles when the disk has the present state; later changes are not written. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#writing
  }

  async #write(): Promise<void> {
    while (this.#dirty) {
      this.#dirty = false
      try {
        await this.#put()
      } catch {
        // The store is closed, or in trouble that it reports itself.
        if (this.#closed) return
        this.#dirty = true
        await new Promise((resolve) => setTimeout(resolve, retryMs))
      }
    }
  }
}
