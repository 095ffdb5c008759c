/** Rows of the history put into their conversation: each once, each where its time belongs. */
import type { Message } from '#wire/message.ts'
import type { Buffer } from './buffer.ts'
import { type Entry, entryOf, isSpeech } from './entry.ts'
import type { Page } from './history.ts'
import type { Session } from './session.ts'
import { readReaction, redacted } from './tagged.ts'

export function readPage(session: Session, buffer: Buffer, page: Page): void {
  const { changed, now } = session.options
  const { purpose, last, lines } = page
  // Of a place that the server has forgotten there is nothing to show: the log stays as it is.
  if (purpose === 'around' && lines.length === 0) return
  if (purpose === 'around') session.forget(buffer)
  const rows = lines.map((line) => rowOf(session, buffer, line, now()))
  const fresh = rows.filter((row): row is Entry => row !== undefined && isNew(session, buffer, row))
  const speech = rows.filter((row) => row && isSpeech(row.kind))
  if (purpose === 'newest' && isGap(buffer, speech, fresh)) session.forget(buffer)
  for (const row of fresh) session.heard(row)
  insertRuns(session, buffer, fresh)
  if (purpose !== 'missed' && purpose !== 'newer') buffer.topId = topOf(lines) ?? buffer.topId
  if (purpose === 'missed' || (purpose === 'newest' && buffer.countsPast))
    count(session, buffer, fresh)
  if (purpose === 'around') Object.assign(buffer, { older: 'more', newer: 'more' })
  else if (purpose === 'newer') buffer.newer = last ? 'none' : 'more'
  else if (purpose !== 'missed') buffer.older = last ? 'none' : 'more'
  if (buffer.older === 'loading') buffer.older = 'more'
  changed({ kind: 'older', buffer })
}

function rowOf(session: Session, buffer: Buffer, line: Message, now: number): Entry | undefined {
  if (session.isIgnored(line)) return undefined
  readReaction(session, buffer, line)
  if (line.verb === 'REDACT') redacted(session, line)
  return entryOf(line, session, now)
}

/** From here older rows are asked for. */
function topOf([first]: Message[]): string | undefined {
  return first?.tags?.get('msgid')
}

/** What the reader has not read; who looks on sees it, with a line above it. */
function count(session: Session, buffer: Buffer, rows: Entry[]): void {
  if (!session.isLooking(buffer)) {
    for (const row of rows) if (buffer.isUnread(row)) session.count(buffer, row)
    return
  }
  const first = rows.find((row) => buffer.isUnread(row))
  if (first) session.markFresh(buffer, first)
  session.seen()
}

/** A row that is here already is left out; so is an own line whose echo had been lost. */
function isNew(session: Session, buffer: Buffer, row: Entry): boolean {
  // Without an id nobody could tell whether a join is here already.
  if (buffer.has(row.msgid) || (!isSpeech(row.kind) && row.msgid === undefined)) return false
  const own = session.outbox.recognize(buffer, row)
  if (!own) return true
  Object.assign(own, { msgid: row.msgid, at: row.at })
  session.settle(buffer, own)
  return false
}

/**
 * The newest rows do not reach back to what is here: lines in between are missing. What is here is
 * forgotten then; scrolling up fetches everything, so a gap never stands in the middle of the log.
 */
function isGap(buffer: Buffer, rows: unknown[], fresh: Entry[]): boolean {
  const said = fresh.filter(({ kind }) => isSpeech(kind))
  return said.length > 0 && said.length === rows.length && buffer.newest !== undefined
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
