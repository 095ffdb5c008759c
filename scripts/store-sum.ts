/** What a store holds, in a form that is the same whatever its engine. */
import { createHash } from 'node:crypto'
import type { Cursor, Row, Store } from '#store/store.ts'

export interface Sum {
  /** Of the log, or of the shelf. */
  name: string
  count: number
  /** SHA-256 in hexadecimal. */
  hash: string
}

const rowsAtOnce = 1_000

/** The log that a cursor counts in: a person's, on the home network or on another. */
export function logOfCursor(key: string): string {
  const [account, , ...network] = key.split('/')
  return ['user', account, ...network].join('/')
}

/**
 * Sums up one store. Engines give seqs of their own, so a row counts without its seq, and a cursor
 * with the number of rows that it covers: logs come first, then the cursors' shelf.
 */
export class Summing {
  readonly #store: Store
  readonly #cursors: [key: string, cursor: Cursor][]
  /** By the cursor's key. */
  readonly #covered = new Map<string, number>()

  constructor(store: Store, cursors: [key: string, cursor: Cursor][]) {
    this.#store = store
    this.#cursors = cursors
  }

  static async open(store: Store): Promise<Summing> {
    return new Summing(store, await store.cursors.list())
  }

  /** @param tell hears how many rows more have been read */
  async log(name: string, tell: (rows: number) => void): Promise<Sum> {
    const cursors = this.#cursors.filter(([key]) => logOfCursor(key) === name)
    const hash = createHash('sha256')
    let count = 0
    for (let seq = 0; ; ) {
      const rows = await this.#store.log.since(name, seq, rowsAtOnce)
      for (const row of rows) hash.update(textOf(row))
      for (const [key, cursor] of cursors) this.#cover(key, cursor, rows)
      count += rows.length
      tell(rows.length)
      if (rows.length < rowsAtOnce) return { name, count, hash: hash.digest('hex') }
      seq = rows.at(-1)!.seq
    }
  }

  async shelf(name: string): Promise<Sum> {
    const hash = createHash('sha256')
    const entries = await this.#store.shelf(name).list()
    for (const [key, value] of entries) {
      const comparable = name === 'cursors' ? this.#comparable(key, value as Cursor) : value
      hash.update(`${JSON.stringify([key, comparable])}\n`)
    }
    return { name, count: entries.length, hash: hash.digest('hex') }
  }

  #cover(key: string, { seq }: Cursor, rows: Row[]): void {
    const covered = rows.filter((row) => row.seq <= seq).length
    this.#covered.set(key, (this.#covered.get(key) ?? 0) + covered)
  }

  #comparable(key: string, cursor: Cursor): Cursor {
    return { ...cursor, seq: this.#covered.get(key) ?? 0 }
  }
}

function textOf({ buffer, id, at, event, line }: Row): string {
  return `${JSON.stringify([buffer, id, at, event, line])}\n`
}
