/**
 * The synchronous engine. It takes calls in batches: whatever a batch writes is one transaction
 * and one fsync, and each call sees what the calls before it did.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { isBusy, isDiskFault } from './faults.ts'
import { Rows } from './rows.ts'
import { Shelves } from './shelves.ts'

/** All that can be asked of the engine, by name. */
export type Operations = Pick<
  Rows,
  | 'append'
  | 'page'
  | 'places'
  | 'locate'
  | 'since'
  | 'lastSeq'
  | 'buffers'
  | 'find'
  | 'findTail'
  | 'findLate'
  | 'latest'
  | 'logs'
  | 'redact'
  | 'forget'
  | 'sizes'
> &
  Pick<Shelves, 'get' | 'add' | 'put' | 'replace' | 'remove' | 'list' | 'shelves'>

export type Name = keyof Operations

/** A call as it travels between threads. */
export type Call = { [N in Name]: [name: N, ...values: Parameters<Operations[N]>] }[Name]

/** What became of a call: its value, or why it was refused. */
export type Outcome = { value: unknown } | { refusal: string }

const writes: ReadonlySet<Name> = new Set<Name>([
  'append',
  'redact',
  'forget',
  'add',
  'put',
  'replace',
  'remove',
])

export function isWrite([name]: Call): boolean {
  return writes.has(name)
}

export class Engine {
  readonly #db: DatabaseSync
  readonly #rows: Rows
  readonly #shelves: Shelves
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  readonly #savepoint: StatementSync
  readonly #release: StatementSync

  constructor(db: DatabaseSync) {
    this.#db = db
    this.#rows = new Rows(db)
    this.#shelves = new Shelves(db)
    this.#begin = db.prepare('BEGIN IMMEDIATE')
    this.#commit = db.prepare('COMMIT')
    this.#savepoint = db.prepare('SAVEPOINT call')
    this.#release = db.prepare('RELEASE call')
  }

  /**
   * Carries out the calls in their order. One that is wrong is refused alone and leaves nothing.
   * @returns an outcome for each call; the writes among them are on the disk.
   * @throws when the disk refuses (see `isDiskFault`): then nothing of the batch has happened,
   * and the same batch may be tried again.
   */
  run(calls: Call[]): Outcome[] {
    if (!calls.some(isWrite)) return calls.map((call) => this.#read(call))
    this.#begin.run()
    try {
      const outcomes = calls.map((call) => (isWrite(call) ? this.#write(call) : this.#read(call)))
      this.#commit.run()
      return outcomes
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      throw error
    }
  }

  /**
   * Writes the index, where enough is behind it: to be called when the calls have been answered.
   * A disk that refuses is left alone until the next time.
   */
  tend(): void {
    try {
      if (!this.#rows.index.isBehind) return
      this.#begin.run()
      this.#rows.index.write()
      this.#commit.run()
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      if (!isDiskFault(error)) throw error
    }
  }

  /** Empties the write-ahead log into the database, unless another process is reading it. */
  close(): void {
    try {
      this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } finally {
      this.#db.close()
    }
  }

  #write(call: Call): Outcome {
    this.#savepoint.run()
    try {
      const value = this.#carryOut(call)
      this.#release.run()
      return { value }
    } catch (error) {
      if (isDiskFault(error)) throw error
      this.#db.exec('ROLLBACK TO call; RELEASE call')
      return { refusal: (error as Error).message }
    }
  }

  /** A read that fails for good, on a damaged page, must not hold up the writes around it. */
  #read(call: Call): Outcome {
    const inTransaction = this.#db.isTransaction
    try {
      return { value: this.#carryOut(call) }
    } catch (error) {
      if (isBusy(error) || inTransaction !== this.#db.isTransaction) throw error
      return { refusal: (error as Error).message }
    }
  }

  #carryOut([name, ...values]: Call): unknown {
    const owner = name in this.#shelves ? this.#shelves : this.#rows
    const methods = owner as unknown as Record<Name, (...values: unknown[]) => unknown>
    return methods[name](...values)
  }
}
