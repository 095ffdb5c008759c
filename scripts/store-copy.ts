/**
 * Moves everything from one store into another, of whatever engine, so that nobody can tell the
 * difference: rows in the order of their arrival, documents as they are, and cursors that stand
 * behind the same row as before. Engines give seqs of their own, so a cursor is translated: its new
 * seq is the one that the last row it covers has been given.
 */
import type { Cursor, NewRow, Row, Store } from '#store/store.ts'
import { logOfCursor, type Sum, Summing } from './store-sum.ts'

/** Rows that are read and written at once. */
const rowsAtOnce = 500

/** A mark on the target while a copy is under way, so that it can be continued. */
const markShelf = 'copying'
const markKey = 'from'

interface Mark {
  from: string
}

export interface Progress {
  doing: 'copying' | 'verifying'
  /** 0 … 1 */
  done: number
  /** Rows so far. */
  rows: number
  /** The log or the shelf. */
  name: string
}

export type Tell = (progress: Progress) => void

/** Where each cursor of a log stands: the seq in the source, and by and by that in the target. */
type Places = Map<number, number>

/**
 * Copies, then reads both and compares. A copy that was interrupted goes on where it stopped.
 * @param name of the source, by which an interrupted copy is known again
 * @returns what both hold, shelf by shelf and log by log.
 * @throws Error of one line: the target holds something else, or has not become equal.
 */
export async function copyStore(from: Store, to: Store, name: string, tell: Tell): Promise<Sum[]> {
  await claim(to, name)
  const logs = await from.log.logs('')
  for (const log of await to.log.logs('')) if (!logs.includes(log)) await to.log.forget(log)
  const cursors = await cursorsByLog(from)
  let rows = 0
  for (const [i, log] of logs.entries()) {
    const last = await from.log.lastSeq(log)
    const first = (await from.log.since(log, 0, 1))[0]?.seq ?? last
    const places = cursors.get(log) ?? new Map()
    await copyLog(from, to, log, places, (seq, count) => {
      rows += count
      const part = last > first ? (seq - first) / (last - first) : 1
      tell({ doing: 'copying', done: (i + part) / logs.length, rows, name: log })
    })
  }
  await copyShelves(from, to, cursors)
  const sums = await verify(from, to, logs, tell)
  await to.shelf(markShelf).remove(markKey)
  return sums
}

/** @returns the source of a copy that was begun here and has not come to its end. */
export async function halfCopyOf(store: Store): Promise<string | undefined> {
  return (await store.shelf<Mark>(markShelf).get(markKey))?.from
}

/** @throws Error when the target is neither empty nor a copy of the same source under way. */
async function claim(to: Store, from: string): Promise<void> {
  const shelf = to.shelf<Mark>(markShelf)
  const mark = await shelf.get(markKey)
  if (mark?.from === from) return
  if (mark)
    throw new Error(`the target holds half a copy of ${mark.from}: finish that, or empty it`)
  const [log] = await to.log.logs('')
  const [first] = await to.shelves()
  if (log !== undefined || first !== undefined) {
    throw new Error(`the target is not empty (it has ${log ?? first}): choose another one`)
  }
  await shelf.put(markKey, { from })
}

async function cursorsByLog(from: Store): Promise<Map<string, Places>> {
  const logs = new Map<string, Places>()
  for (const [key, { seq }] of await from.cursors.list()) {
    const log = logOfCursor(key)
    if (!logs.has(log)) logs.set(log, new Map())
    logs.get(log)!.set(seq, 0)
  }
  return logs
}

/** What an interrupted copy has left is compared and kept; what is not ours goes. */
async function copyLog(
  from: Store,
  to: Store,
  log: string,
  places: Places,
  tell: (seq: number, rows: number) => void,
): Promise<void> {
  const writer = new Writer(to, log, places)
  let ours = await from.log.since(log, 0, rowsAtOnce)
  while (ours.length > 0) {
    const last = ours.at(-1)!.seq
    const next = from.log.since(log, last, rowsAtOnce)
    if (!(await writer.take(ours))) {
      await next
      await to.log.forget(log)
      return copyLog(from, to, log, places, tell)
    }
    tell(last, ours.length)
    ours = await next
  }
  if (await writer.hasMore()) {
    await to.log.forget(log)
    return copyLog(from, to, log, places, tell)
  }
}

class Writer {
  readonly #to: Store
  readonly #log: string
  /** Sorted by the seq in the source. */
  readonly #open: number[]
  readonly #places: Places
  #known: Row[] = []
  /** Up to where the target has been read. */
  #seen = 0
  #mayKnow = true

  constructor(to: Store, log: string, places: Places) {
    this.#to = to
    this.#log = log
    this.#places = places
    this.#open = [...places.keys()].sort((a, b) => a - b)
    for (const seq of this.#open) places.set(seq, 0)
  }

  /** @returns false when the target holds other rows in this place. */
  async take(rows: Row[]): Promise<boolean> {
    const seqs: number[] = []
    for (const row of rows) {
      const known = await this.#nextKnown()
      if (!known) break
      if (!isSame(row, known)) return false
      seqs.push(known.seq)
    }
    const missing = rows.slice(seqs.length)
    if (missing.length > 0) seqs.push(...(await this.#to.log.append(missing.map(withoutSeq))))
    for (const [i, { seq }] of rows.entries()) this.#translate(seq, seqs[i]!)
    return true
  }

  async hasMore(): Promise<boolean> {
    return (await this.#nextKnown()) !== undefined
  }

  async #nextKnown(): Promise<Row | undefined> {
    if (this.#known.length === 0 && this.#mayKnow) {
      this.#known = await this.#to.log.since(this.#log, this.#seen, rowsAtOnce)
      this.#mayKnow = this.#known.length > 0
      this.#seen = this.#known.at(-1)?.seq ?? this.#seen
      this.#known.reverse()
    }
    return this.#known.pop()
  }

  /** A cursor covers the rows up to its seq, also where its own row has been forgotten. */
  #translate(source: number, target: number): void {
    while (this.#open.length > 0 && this.#open[0]! < source) this.#open.shift()
    for (const seq of this.#open) this.#places.set(seq, target)
  }
}

async function copyShelves(from: Store, to: Store, cursors: Map<string, Places>): Promise<void> {
  const names = new Set([...(await from.shelves()), ...(await to.shelves())])
  names.delete(markShelf)
  for (const name of names) {
    const entries = await from.shelf(name).list()
    const present = new Map(await to.shelf(name).list())
    for (const [key, value] of entries) {
      const ours = name === 'cursors' ? translated(key, value as Cursor, cursors) : value
      if (JSON.stringify(present.get(key)) !== JSON.stringify(ours)) {
        await to.shelf(name).put(key, ours)
      }
      present.delete(key)
    }
    for (const key of present.keys()) await to.shelf(name).remove(key)
  }
}

/** @throws Error when it is none of the cursors that were there at the beginning. */
function translated(key: string, cursor: Cursor, cursors: Map<string, Places>): Cursor {
  const seq = cursors.get(logOfCursor(key))?.get(cursor.seq)
  if (seq !== undefined) return { ...cursor, seq }
  throw new Error(
    `the cursor of ${key} has moved while it was copied: stop whoever writes to the source, ` +
      'and copy again',
  )
}

/** @throws Error that names what differs. */
async function verify(from: Store, to: Store, logs: string[], tell: Tell): Promise<Sum[]> {
  const theirs = await to.log.logs('')
  const strange = theirs.find((log) => !logs.includes(log))
  if (strange) throw new Error(`the target has ${strange}, which the source has not`)
  const source = await Summing.open(from)
  const target = await Summing.open(to)
  const sums: Sum[] = []
  let rows = 0
  for (const [i, log] of logs.entries()) {
    const told = (more: number) => {
      rows += more
      tell({ doing: 'verifying', done: i / logs.length, rows, name: log })
    }
    sums.push(equal(await Promise.all([source.log(log, told), target.log(log, () => {})])))
  }
  for (const name of (await from.shelves()).filter((each) => each !== markShelf)) {
    sums.push(equal(await Promise.all([source.shelf(name), target.shelf(name)])))
  }
  tell({ doing: 'verifying', done: 1, rows, name: '' })
  return sums
}

function equal([ours, theirs]: [Sum, Sum]): Sum {
  if (ours.count === theirs.count && ours.hash === theirs.hash) return ours
  throw new Error(
    `${ours.name} differs after copying: ${ours.count} in the source, ${theirs.count} in the ` +
      'target; stop whoever writes to them, and copy again',
  )
}

function isSame(a: Row, b: Row): boolean {
  return JSON.stringify(withoutSeq(a)) === JSON.stringify(withoutSeq(b))
}

function withoutSeq({ log, buffer, id, at, event, line }: Row): NewRow {
  return { log, buffer, id, at, event, line }
}
