/** Whether an engine takes what it is given, told to everybody who has to know. */

export type TroubleListener = (error: Error | undefined) => void

export class Trouble {
  #now: Error | undefined
  readonly #listeners = new Set<TroubleListener>()

  /** What is wrong; nothing while all is well. */
  get now(): Error | undefined {
    return this.#now
  }

  /**
   * Calls back when the disk refuses a write (once per outbreak), and with nothing when it has
   * recovered. Also when the engine itself has died: then every call rejects, and nothing recovers.
   * @returns ends it
   */
  heed(listener: TroubleListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(error: Error | undefined): void {
    this.#now = error
    for (const listener of this.#listeners) listener(error)
  }
}
