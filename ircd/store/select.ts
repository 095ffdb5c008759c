/**
 * Answers a CHATHISTORY selector from a log. The server and the bouncer both page through here,
 * so that the bounds and the side that a limit cuts are right, or wrong, in one place.
 * Source: https://ircv3.net/specs/extensions/chathistory
 */
import { Buffer } from 'node:buffer'
import type { Ref, Selector } from '#wire/chathistory.ts'
import type { Log, Page, Place, Row } from './store.ts'

export interface Selection {
  /** In the order of time. */
  rows: Row[]
  /**
   * True when the limit has cut nothing off: what else the buffer holds lies outside the bounds
   * that were asked for. AROUND does not look, and says false.
   */
  end: boolean
}

type Paged = Exclude<Selector, { sub: 'TARGETS' }>

interface Where {
  log: string
  buffer: string
  events: boolean
}

/** A reference that the buffer does not hold selects nothing. */
export async function select(log: Log, where: Where, selector: Paged): Promise<Selection> {
  const nothing: Selection = { rows: [], end: false }
  const { limit } = selector
  const page = async (rest: Partial<Page>): Promise<Selection> => {
    const rows = await log.page({ ...where, keep: 'newest', ...rest, limit: limit + 1 })
    const end = rows.length <= limit
    if (!end) rows.splice(rest.keep === 'oldest' ? limit : 0, 1)
    return { rows, end }
  }
  const place = (ref: Ref) =>
    'at' in ref ? Promise.resolve(ref) : log.locate(where.log, where.buffer, ref.msgid)

  if (selector.sub === 'BETWEEN') {
    const [from, to] = await Promise.all([place(selector.from), place(selector.to)])
    if (!from || !to) return nothing
    return compare(from, to) <= 0
      ? page({ after: from, before: to, keep: 'oldest' })
      : page({ after: to, before: from, keep: 'newest' })
  }
  if (selector.sub === 'LATEST' && !selector.ref) return page({})
  const at = await place(selector.ref!)
  if (!at) return nothing
  if (selector.sub === 'LATEST') return page({ after: at })
  if (selector.sub === 'BEFORE') return page({ before: at })
  if (selector.sub === 'AFTER') return page({ after: at, keep: 'oldest' })
  return around(log, where, at, limit)
}

/**
 * The row itself counts among the later half; a side that runs short is filled from the other.
 * The later side begins behind the last earlier row, since no bound can include the place itself.
 */
async function around(log: Log, where: Where, at: Place, limit: number): Promise<Selection> {
  const older = await log.page({ ...where, before: at, keep: 'newest', limit })
  const last = older.at(-1)
  const after = last && { at: last.at, id: last.id }
  const newer = await log.page({ ...where, after, keep: 'oldest', limit })
  const later = newer.slice(0, Math.max(Math.ceil(limit / 2), limit - older.length))
  const earlier = older.slice(Math.max(0, older.length - (limit - later.length)))
  return { rows: [...earlier, ...later], end: false }
}

/** By time, then by the bytes of the id; a place without an id stands before all of its time. */
function compare(a: Place, b: Place): number {
  return a.at - b.at || Buffer.compare(Buffer.from(a.id ?? ''), Buffer.from(b.id ?? ''))
}
