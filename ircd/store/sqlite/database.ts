/** Opens the database file: safe settings, the newest schema, and errors that say what to do. */
import { accessSync, closeSync, constants, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { resultCode } from './faults.ts'
import { migrate } from './schema.ts'

/** How long another process may hold the file while we open it. */
const OPEN_WAIT_MS = 5_000

/**
 * How long a write waits for another process (`causerie account add`) before it counts as
 * trouble. Only the store's own thread waits.
 */
const WRITE_WAIT_MS = 250

/** The write-ahead log shrinks to this after a checkpoint; a burst may make it larger. */
const WAL_BYTES_KEPT = 16 * 1024 * 1024

/**
 * @param path a directory, in which the file is `causerie.db`; or a file, if it is one already or
 * its name ends in `.db`. What does not exist is created, readable by its owner alone.
 * @throws Error of one line that names the path and says what to do.
 */
export function openFile(path: string): DatabaseSync {
  const file = placeFile(path)
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(file, { timeout: OPEN_WAIT_MS })
    prepare(db)
    // Only now is it certain that the file is ours: the mode is written into it.
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = ${WAL_BYTES_KEPT}`)
    db.exec(`PRAGMA busy_timeout = ${WRITE_WAIT_MS}`)
    return db
  } catch (error) {
    db?.close()
    throw new Error(`The store ${file} ${reason(error as Error)}.`, { cause: error })
  }
}

/** A database that ends with the process: for tests, and for trying things out. */
export function openMemory(): DatabaseSync {
  const db = new DatabaseSync(':memory:')
  prepare(db)
  return db
}

function prepare(db: DatabaseSync): void {
  db.exec(`
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA cache_size = -16000;
    PRAGMA temp_store = MEMORY;
    PRAGMA secure_delete = ON;
  `)
  migrate(db)
}

function placeFile(path: string): string {
  const known = statSync(path, { throwIfNoEntry: false })
  const file =
    known?.isFile() || (!known && path.endsWith('.db')) ? path : join(path, 'causerie.db')
  const directory = dirname(file)
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    accessSync(directory, constants.W_OK)
    // The file holds credentials: SQLite alone would let the whole machine read it.
    closeSync(openSync(file, 'a', 0o600))
    return file
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    throw new Error(
      `The store ${file} cannot be written (${why}): ` +
        'choose another directory, or give this user the right to write there.',
      { cause: error },
    )
  }
}

function reason(error: Error): string {
  switch (resultCode(error)) {
    case 5:
    case 6:
      return 'is held by another program: end it and start again'
    case 11:
      return 'is damaged: restore a backup, or move the file away to begin anew'
    case 26:
      return 'is not a database: choose another path, or move the file away to begin anew'
    case undefined:
      return error.message
    default:
      return `cannot be used (${error.message}): check the disk and the rights of the directory`
  }
}
