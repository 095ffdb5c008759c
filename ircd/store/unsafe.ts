/** What an engine was given to keep and has not said is safe. */
import type { NewRow } from './store.ts'

export class Unsafe {
  readonly #batches = new Set<readonly NewRow[]>()
  #rows = 0

  /** How many rows: callers stop reading when there are many. */
  get rows(): number {
    return this.#rows
  }

  /** As they were appended, oldest first. */
  get batches(): Iterable<readonly NewRow[]> {
    return this.#batches
  }

  has(batch: readonly NewRow[]): boolean {
    return this.#batches.has(batch)
  }

  /** Counts the rows until the write has settled, whichever way. */
  async during<T>(batch: readonly NewRow[], write: () => Promise<T>): Promise<T> {
    this.#batches.add(batch)
    this.#rows += batch.length
    try {
      return await write()
    } finally {
      this.#batches.delete(batch)
      this.#rows -= batch.length
    }
  }
}
