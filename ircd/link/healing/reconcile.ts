/**
 * Two servers that remember the same channel come to remember the same rows of it. They compare
 * digests of spans of time, go into those that differ, and hand over what the other lacks. Whoever
 * begins asks, one question after the other; the other side only answers. Nothing of it depends on
 * what was compared before: what was missed for whatever reason is found, and doing it twice is doing
 * it once.
 */
import type { KeptRow } from '../../core/ports.ts'

/** Milliseconds since 1970; the end does not belong to it. */
export interface Span {
  from: number
  to: number
}

/** What somebody remembers of a span. */
export interface Part extends Span {
  count: number
  /** Of ids and times, in their order. */
  digest: string
}

export interface RowPlace {
  at: number
  id: string
}

/** One who remembers. */
export interface Side {
  /**
   * Tells what there is of a span, in parts that cover as much of it as is remembered at all.
   * @param rowsEach as long as a part should be, in rows
   */
  parts(span: Span, rowsEach: number): Promise<Part[]>
  /** Where each row of a span stands, and how far that was told: there may be too many. */
  places(span: Span): Promise<{ places: RowPlace[]; to: number }>
  /** The rows of these ids that there are; at least one, if there is any, and perhaps not all. */
  rows(ids: string[]): Promise<KeptRow[]>
  /** Remembers what the other side has. */
  take(rows: KeptRow[]): Promise<void>
}

/** So few rows are compared one by one. */
const placesMax = 200
/** Into so many parts one is taken apart. */
const partsMax = 16
/** Rows that are asked for, or given, at once. */
const rowsMax = 50

/** @throws what `theirs` does where it cannot be asked any more. */
export async function reconcile(mine: Side, theirs: Side, span: Span): Promise<void> {
  await compare(mine, theirs, span, Number.POSITIVE_INFINITY)
}

async function compare(mine: Side, theirs: Side, span: Span, rowsEach: number): Promise<void> {
  // What is on its way to us is read before the answer, and so we count after it.
  const parts = await theirs.parts(span, rowsEach)
  for (const part of parts) {
    const own = sum(await mine.parts(part, Number.POSITIVE_INFINITY))
    if (own.count === part.count && own.digest === part.digest) continue
    const isDivisible = parts.length > 1 || rowsEach === Number.POSITIVE_INFINITY
    if (part.count > placesMax && isDivisible) {
      await compare(mine, theirs, part, Math.ceil(part.count / partsMax))
    } else await compareRows(mine, theirs, part)
  }
}

/** A part that was asked for as one comes as one, unless there is nothing of its span. */
function sum([part]: Part[]): { count: number; digest: string } {
  return part ?? { count: 0, digest: '' }
}

async function compareRows(mine: Side, theirs: Side, span: Span): Promise<void> {
  for (const { from, to } of await mine.parts(span, placesMax)) {
    for (let next = from; next < to; ) {
      const there = await theirs.places({ from: next, to })
      const here = await mine.places({ from: next, to: there.to })
      const until = Math.min(there.to, here.to)
      // More share one millisecond than are told of at once: they stay as they are.
      if (until <= next) break
      const before = ({ at }: RowPlace) => at < until
      await exchange(mine, theirs, here.places.filter(before), there.places.filter(before))
      next = until
    }
  }
}

async function exchange(
  mine: Side,
  theirs: Side,
  here: RowPlace[],
  there: RowPlace[],
): Promise<void> {
  const known = new Set(here.map(keyOf))
  const knownThere = new Set(there.map(keyOf))
  await hand(theirs, mine, idsOf(there.filter((place) => !known.has(keyOf(place)))))
  await hand(mine, theirs, idsOf(here.filter((place) => !knownThere.has(keyOf(place)))))
}

/** In small lots, so that what is said meanwhile is read between them. */
async function hand(from: Side, to: Side, ids: string[]): Promise<void> {
  const left = new Set(ids)
  while (left.size) {
    const wanted = [...left].slice(0, rowsMax)
    const rows = await from.rows(wanted)
    if (rows.length) await to.take(rows)
    // What does not come with the others is asked for again, and what does not come alone is gone.
    for (const id of rows.length ? rows.map((row) => row.id) : wanted) left.delete(id)
  }
}

function idsOf(places: RowPlace[]): string[] {
  return places.map(({ id }) => id)
}

function keyOf({ at, id }: RowPlace): string {
  return `${at} ${id}`
}
