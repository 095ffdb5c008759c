/**
 * One process for one house on one data directory. The lock is a write lock that SQLite holds on
 * a small file of its own: the system lets go of it when the process ends, however it ends, so
 * that nothing stale can be left behind, and it also holds between containers that share a disk.
 * The number of the holder stands in the file's `user_version`, which anybody may read.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** SQLite's result code for "somebody else has it". */
const busy = 5

/** Another process has the house's lock. */
class RunningAlready extends Error {}

/** @returns nothing when the house runs on this data, in whichever process. */
export function lockUnlessRunning(directory: string, house: string): Disposable | undefined {
  try {
    return lockData(directory, [house])
  } catch (error) {
    if (error instanceof RunningAlready) return undefined
    throw error
  }
}

/**
 * Makes the directory where it is missing, and takes the lock of each house, or of none.
 * @param waitMs how long to wait, without doing anything else, while another process has one
 * @throws Error of one line: the directory cannot be written, or who holds the lock.
 */
export function lockData(directory: string, houses: readonly string[], waitMs = 0): Disposable {
  const held: DatabaseSync[] = []
  const release = () => {
    for (const db of held.splice(0)) db.close()
  }
  try {
    makeDirectory(directory)
    for (const house of houses) held.push(lock(directory, house, waitMs))
    return { [Symbol.dispose]: release }
  } catch (error) {
    release()
    throw error
  }
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw unwritable(directory, error)
  }
}

function lock(directory: string, house: string, timeout: number): DatabaseSync {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(join(directory, `${house}.lock`), { timeout })
    db.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${process.pid}; COMMIT; BEGIN IMMEDIATE`)
    return db
  } catch (error) {
    const holder = (error as { errcode?: number }).errcode === busy ? holderOf(db!) : undefined
    db?.close()
    if (holder === undefined) throw unwritable(directory, error)
    throw new RunningAlready(
      `the ${house} of ${directory} is running already, as process ${holder}: ` +
        'stop that one, or choose another directory with --data',
      { cause: error },
    )
  }
}

function holderOf(db: DatabaseSync): number {
  const row = db.prepare('PRAGMA user_version').get() as { user_version: number }
  return row.user_version
}

function unwritable(directory: string, cause: unknown): Error {
  const { code, message } = cause as NodeJS.ErrnoException
  const why = code && code !== 'ERR_SQLITE_ERROR' ? code : message
  return new Error(
    `the data directory ${directory} cannot be written (${why}): ` +
      'choose another one with --data, or give this user the right to write there',
    { cause },
  )
}
