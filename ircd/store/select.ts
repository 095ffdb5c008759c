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
  events: Page['events']
  /** Milliseconds since 1970 before which there is nothing for this reader. */
  from?: number | undefined
  /** Rows that the reader could not see do not count: a page is filled with others. */
  wanted?: ((row: Row) => boolean) | undefined
}

/** Pages that are read for one answer, where most of the rows are not wanted. */
const pagesMax = 20

/** A reference that the buffer does not hold selects nothing. */
export async function select(
  log: Log,
  { from: floor, ...where }: Where,
  selector: Paged,
): Promise<Selection> {
  const nothing: Selection = { rows: [], end: false }
  const { limit } = selector
  const page = async (rest: Partial<Page>): Promise<Selection> => {
    const after = laterOf(rest.after, floor)
    const all: Page & Where = { ...where, keep: 'newest', ...rest, after, limit: limit + 1 }
    const { rows, end } = await fill(log, all)
    if (rows.length > limit) rows.splice(all.keep === 'oldest' ? limit : 0, 1)
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
  return around(log, where, at, limit, floor)
}

/**
 * A page of rows that are wanted, read in as many steps as that takes.
 * @returns `end` where there are fewer than the limit, because the bounds hold no more.
 */
async function fill(log: Log, { wanted, ...page }: Page & Where): Promise<Selection> {
  let rows: Row[] = []
  let rest: Page = page
  for (let pages = 0; pages < pagesMax; pages++) {
    const found = await log.page(rest)
    const kept = wanted ? found.filter(wanted) : found
    rows = page.keep === 'oldest' ? [...rows, ...kept] : [...kept, ...rows]
    const end = found.length < page.limit
    if (rows.length > page.limit) {
      rows = page.keep === 'oldest' ? rows.slice(0, page.limit) : rows.slice(-page.limit)
    }
    if (end || rows.length === page.limit) return { rows, end: rows.length < page.limit }
    rest =
      page.keep === 'oldest'
        ? { ...page, after: placeOf(found.at(-1)!) }
        : { ...page, before: placeOf(found[0]!) }
  }
  return { rows, end: false }
}

function placeOf({ at, id }: Row): Place {
  return { at, id }
}

/**
 * The row itself counts among the later half; a side that runs short is filled from the other.
 * The later side begins behind the last earlier row, since no bound can include the place itself.
 */
async function around(
  log: Log,
  where: Where,
  at: Place,
  limit: number,
  floor: number | undefined,
): Promise<Selection> {
  const least = laterOf(undefined, floor)
  const { rows: older } = await fill(log, {
    ...where,
    after: least,
    before: at,
    keep: 'newest',
    limit,
  })
  const last = older.at(-1)
  const after = last ? placeOf(last) : least
  const { rows: newer } = await fill(log, { ...where, after, keep: 'oldest', limit })
  const later = newer.slice(0, Math.max(Math.ceil(limit / 2), limit - older.length))
  const earlier = older.slice(Math.max(0, older.length - (limit - later.length)))
  return { rows: [...earlier, ...later], end: false }
}

/** What is behind both a place and, from that time on, a time. */
function laterOf(place: Place | undefined, floor: number | undefined): Place | undefined {
  if (floor === undefined) return place
  return place && place.at >= floor ? place : { at: floor - 1 }
}

/** By time, then by the bytes of the id; a place without an id stands before all of its time. */
function compare(a: Place, b: Place): number {
  return a.at - b.at || Buffer.compare(Buffer.from(a.id ?? ''), Buffer.from(b.id ?? ''))
}
