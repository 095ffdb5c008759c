/** Writes a small document down whenever it changed: one write at a time, the last state wins. */
import { setTimeout as sleep } from 'node:timers/promises'

const retryMs = 1000

export class Latest {
  readonly #put: () => Promise<void>
  readonly #restMs: number
  #dirty = false
  #closed = false
  #writing: Promise<void> | undefined

  /**
   * @param put writes the present state, and settles when the disk has it
   * @param restMs between two writes, for what somebody else may change as often as they like
   */
  constructor(put: () => Promise<void>, restMs = 0) {
    this.#put = put
    this.#restMs = restMs
  }

  changed(): void {
    if (this.#closed) return
    this.#dirty = true
    this.#writing ??= this.#write()
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
        if (this.#restMs > 0 && !this.#closed) await sleep(this.#restMs)
      } catch {
        // The store is closed, or in trouble that it reports itself.
        if (this.#closed) break
        this.#dirty = true
        await sleep(retryMs)
      }
    }
    // In the same turn as the last look at #dirty: a change in between would not be written.
    this.#writing = undefined
  }
}
