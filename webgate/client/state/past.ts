/** Rows of the history put into their conversation: each once, each where its time belongs. */
import type { Buffer } from './buffer.ts'
import { type Entry, entryOf, isSpeech } from './entry.ts'
import type { Page } from './history.ts'
import type { Session } from './session.ts'

export function readPage(session: Session, buffer: Buffer, page: Page): void {
  const { changed, now } = session.options
  const rows = page.lines.map((line) => entryOf(line, session.mirror, now()))
  const fresh = rows.filter((row): row is Entry => row !== undefined && isNew(session, buffer, row))
  if (page.purpose === 'newest' && isGap(buffer, rows, fresh)) empty(session, buffer)
  insertRuns(session, buffer, fresh)
  if (page.purpose === 'missed') for (const row of fresh) session.count(buffer, row)
  else buffer.older = page.last ? 'none' : 'more'
  if (buffer.older === 'loading') buffer.older = 'more'
  changed({ kind: 'older', buffer })
}

/** A row that is here already is left out; so is an own line whose echo had been lost. */
function isNew(session: Session, buffer: Buffer, row: Entry): boolean {
  if (!isSpeech(row.kind) || buffer.has(row.msgid)) return false
  const own = session.outbox.recognize(buffer, row)
  if (!own) return true
  Object.assign(own, { msgid: row.msgid, at: row.at })
  session.settle(buffer, own)
  return false
}

/** The newest rows do not reach back to what is here: lines in between are missing. */
function isGap(buffer: Buffer, rows: unknown[], fresh: Entry[]): boolean {
  return fresh.length > 0 && fresh.length === rows.length && buffer.newest !== undefined
}

/** Scrolling up then fetches everything, so a gap never stands in the middle of the log. */
function empty(session: Session, buffer: Buffer): void {
  const confirmed = buffer.forget()
  session.options.changed({ kind: 'removed', buffer, at: 0, count: confirmed })
}

/** Neighbours are shown at once: a page of history is one change, not a hundred. */
function insertRuns(session: Session, buffer: Buffer, rows: Entry[]): void {
  let start = -1
  let count = 0
  for (const row of rows) {
    const at = buffer.insert(row)
    if (count > 0 && at === start + count) {
      count++
      continue
    }
    if (count > 0) session.options.changed({ kind: 'inserted', buffer, at: start, count })
    start = at
    count = 1
  }
  if (count > 0) session.options.changed({ kind: 'inserted', buffer, at: start, count })
}
