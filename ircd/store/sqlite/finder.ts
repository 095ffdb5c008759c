/**
 * The index of words. Each message has an entry under its seq, which ends with its row.
 *
 * An entry's place says its log and buffer, so that the index itself leaves others' rows out; and
 * whether the message was in time, that is no older than those before it in its log. Of those the
 * order of seq is the order of time: an end of it is found without looking at the rest. The few that
 * came late (of a gap that was filled, of an import) are looked through one by one.
 *
 * Entries are written behind the rows, many at once: the index costs little when it is given much.
 * `indexed` says how far it has come; the rows behind that, the tail, are looked through as they are.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { endOf } from '../scan-search.ts'
import { foldedNick, matches, type Said, saidIn, termsOf } from '../search-words.ts'
import type { Row, Search } from '../store.ts'

/** One place of a search, as one call. */
export interface Look extends Omit<Search, 'places'> {
  log: string
  buffer?: string | undefined
}

/** A step through what came late. */
export interface LateStep {
  rows: Row[]
  /** Where the next step begins; none behind the last. */
  next: number | undefined
}

interface Kept {
  seq: number
  buffer: string
  id: string
  at: number
  line: string
}

/** Matches that one step looks at: about as long as others may have to wait. */
const stepRows = 2_000

/** Rows that are taken into the index at once. */
const tailRows = 512

/** A row, as its entry is made of it. */
export interface Indexable {
  seq: number
  log: number
  buffer: number
  event: number
  late: number
  line: string
}

const ROW = `
  SELECT seq, buffers.name AS buffer, rows.id AS id, at, line
  FROM rows JOIN buffers ON buffers.id = rows.buffer`

export class Finder {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  /** Rows behind the index, as far as this process knows. */
  #tail: number | undefined

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  /** Whether a message of this time is older than one that its log has. */
  isLate(log: number, at: number): boolean {
    const newest = this.#sql(`
      SELECT newest FROM buffers WHERE log = ? AND newest IS NOT NULL
      ORDER BY newest DESC LIMIT 1`).get(log)
    return newest !== undefined && at < (newest.newest as number)
  }

  /** Rows have been kept that the index has not. */
  grown(rows: number): void {
    if (this.#tail !== undefined) this.#tail += rows
  }

  /** Whether so much is behind the index that it should be written. */
  get isBehind(): boolean {
    this.#tail ??= this.#sql('SELECT count(*) AS rows FROM rows WHERE seq > ?').get(this.#indexed)!
      .rows as number
    return this.#tail >= tailRows
  }

  /** Takes the next rows in. @returns whether there are more. */
  write(): boolean {
    const rows = this.#sql(`
      SELECT seq, log, buffer, event, late, line FROM rows WHERE seq > ?
      ORDER BY seq LIMIT ${tailRows}`).all(this.#indexed) as unknown as Indexable[]
    const insert = this.#sql('INSERT INTO found (rowid, place, sender, text) VALUES (?, ?, ?, ?)')
    for (const row of rows) {
      const words = wordsIn(row)
      if (words) insert.run(row.seq, ...words)
    }
    const last = rows.at(-1)?.seq
    if (last !== undefined) this.#sql('UPDATE indexed SET seq = ? WHERE id = 1').run(last)
    const isMore = rows.length === tailRows
    this.#tail = isMore ? Math.max(0, (this.#tail ?? 0) - rows.length) : 0
    return isMore
  }

  /** Takes rows out that are about to go. Their words go out of the file at once. */
  remove(rows: Indexable[]): void {
    const indexed = this.#indexed
    const remove = this.#sql(`
      INSERT INTO found (found, rowid, place, sender, text) VALUES ('delete', ?, ?, ?, ?)`)
    for (const row of rows) {
      const words = row.seq <= indexed ? wordsIn(row) : undefined
      if (words) remove.run(row.seq, ...words)
    }
  }

  get #indexed(): number {
    return this.#sql('SELECT seq FROM indexed WHERE id = 1').get()!.seq as number
  }

  /** Of the tail: the wanted end. */
  findTail({ log, buffer, text, from = '', keep, limit, ...times }: Look): Row[] {
    const { after = 0, before = Number.MAX_SAFE_INTEGER } = times
    const rows = this.#sql(`
      ${ROW} WHERE rows.log = (SELECT id FROM logs WHERE name = ?) AND seq > ? AND event = 0
      AND at >= ? AND at <= ? AND (?5 IS NULL OR buffers.name = ?5)`).all(
      log,
      this.#indexed,
      after,
      before,
      buffer ?? null,
    ) as unknown as Kept[]
    const [terms, nick] = [termsOf(text), foldedNick(from)]
    const found = rows.filter(({ line }) => {
      const said = saidIn(line)
      return said !== undefined && matches(said, terms, nick)
    })
    return endOf(
      found.map((kept) => ({ ...kept, log, event: false })),
      { keep, limit },
    )
  }

  /** Of what came in time: the wanted end. */
  find(look: Look): Row[] {
    const where = this.#where(look, false)
    if (where === undefined) return []
    const { keep, after, before, limit, log } = look
    const from = after === undefined ? 0 : this.#seqAt(where.log, after)
    const to = before === undefined ? Number.MAX_SAFE_INTEGER : this.#seqAt(where.log, before + 1)
    const order = keep === 'oldest' ? 'ASC' : 'DESC'
    const found = this.#sql(`
      ${ROW} WHERE seq IN (
        SELECT rowid FROM found WHERE found MATCH ? AND rowid >= ? AND rowid < ?
        ORDER BY rowid ${order} LIMIT ?
      )`).all(where.match, from, to, limit) as unknown as Kept[]
    return found.map((kept) => ({ ...kept, log, event: false }))
  }

  /** Of what came late: those of `stepRows` that lie in the bounds. @param from a seq */
  findLate(look: Look, from: number): LateStep {
    const where = this.#where(look, true)
    if (where === undefined) return { rows: [], next: undefined }
    const { after = 0, before = Number.MAX_SAFE_INTEGER, keep, limit, log } = look
    const seen = this.#sql(`
      SELECT max(rowid) AS last, count(*) AS count FROM (
        SELECT rowid FROM found WHERE found MATCH ? AND rowid >= ? ORDER BY rowid LIMIT ?
      )`).get(where.match, from, stepRows) as { last: number | null; count: number }
    if (seen.last === null) return { rows: [], next: undefined }
    const order = keep === 'oldest' ? 'ASC' : 'DESC'
    const found = this.#sql(`
      ${ROW} WHERE seq IN (
        SELECT rowid FROM found WHERE found MATCH ? AND rowid >= ? AND rowid <= ?
      ) AND at >= ? AND at <= ? ORDER BY at ${order}, rows.id ${order} LIMIT ?`).all(
      where.match,
      from,
      seen.last,
      after,
      before,
      limit,
    ) as unknown as Kept[]
    const rows = found.map((kept) => ({ ...kept, log, event: false }))
    return { rows, next: seen.count < stepRows ? undefined : seen.last + 1 }
  }

  #where(
    { log, buffer, text, from = '' }: Look,
    isLate: boolean,
  ): { log: number; match: string } | undefined {
    const inLog = this.#sql('SELECT id FROM logs WHERE name = ?').get(log)?.id
    if (inLog === undefined) return undefined
    const [logWord, bufferWord] = signs(isLate)
    let place = `${logWord}${inLog}`
    if (buffer !== undefined) {
      const sql = 'SELECT id FROM buffers WHERE log = ? AND name = ?'
      const inBuffer = this.#sql(sql).get(inLog, buffer)?.id
      if (inBuffer === undefined) return undefined
      place = `${bufferWord}${inBuffer}`
    }
    const terms = termsOf(text).map(({ words, isPrefix }) => {
      return `text : "${words.join(' ')}"${isPrefix ? ' *' : ''}`
    })
    const sender = from === '' ? [] : [`sender : ${senderWord(foldedNick(from))}`]
    const match = [`place : ${place}`, ...sender, ...terms].join(' AND ')
    return { log: inLog as number, match }
  }

  /** The first seq whose time is no earlier: among those in time, one order is the other. */
  #seqAt(log: number, at: number): number {
    const found = this.#sql(`
      SELECT seq FROM rows WHERE log = ? AND event = 0 AND late = 0 AND at >= ?
      ORDER BY at, seq LIMIT 1`).get(log, at)
    return (found?.seq as number | undefined) ?? Number.MAX_SAFE_INTEGER
  }

  #sql(text: string): StatementSync {
    let statement = this.#statements.get(text)
    if (!statement) {
      statement = this.#db.prepare(text)
      this.#statements.set(text, statement)
    }
    return statement
  }
}

function signs(isLate: boolean): [log: string, buffer: string] {
  return isLate ? ['p', 'q'] : ['l', 'b']
}

/** What the index holds of a row; nothing where it holds nothing. */
function wordsIn(row: Indexable): [place: string, sender: string, text: string] | undefined {
  const said = row.event ? undefined : saidIn(row.line)
  if (!said) return undefined
  const [logWord, bufferWord] = signs(row.late === 1)
  const place = `${logWord}${row.log} ${bufferWord}${row.buffer}`
  return [place, senderWord(said.from), said.words.join(' ')]
}

/** A nick has signs in it that would end a word. */
function senderWord(from: Said['from']): string {
  return `n${Buffer.from(from).toString('hex')}`
}
