/**
 * Tells a disk that refuses from a call that is wrong.
 * Source: https://www.sqlite.org/rescode.html
 */

/** Busy, locked, and the readers' and writers' race for the write-ahead log. */
const OTHERS = new Set([5, 6, 15])

/** Out of memory, read-only, input or output failed, corrupt, full, cannot open, no database. */
const DISK = new Set([7, 8, 10, 11, 13, 14, 26])

/** The primary result code of SQLite, where the error is one of SQLite's. */
export function resultCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown }).errcode
  return typeof code === 'number' ? code & 0xff : undefined
}

/** True where the same call may succeed in a moment, because somebody else is in the way. */
export function isBusy(error: unknown): boolean {
  return OTHERS.has(resultCode(error)!)
}

/** True where no call is to blame: a write must wait until the disk takes it. */
export function isDiskFault(error: unknown): boolean {
  return DISK.has(resultCode(error)!) || isBusy(error)
}
