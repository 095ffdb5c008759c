/**
 * The index of words. Each message has an entry under its seq, written and removed with its row.
 *
 * An entry's place says its log and buffer, so that the index itself leaves others' rows out; and
 * whether the message was in time, that is no older than those before it in its log. Of those the
 * order of seq is the order of time: an end of it is found without looking at the rest. The few that
 * came late (of a gap that was filled, of an import) are looked through one by one.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { foldedNick, type Said, saidIn, termsOf } from '../search-words.ts'
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

const ROW = `
  SELECT seq, buffers.name AS buffer, rows.id AS id, at, line
  FROM rows JOIN buffers ON buffers.id = rows.buffer`

/** An entry of the index. */
type Entry = [seq: number, place: string, sender: string, text: string]

export class Finder {
  readonly #db: DatabaseSync
  #unwritten: Entry[] = []
  readonly #statements = new Map<string, StatementSync>()

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

  /** Takes a row in; its entry is written by `flush`. @param place see `placeWords` */
  add(seq: number, place: string, line: string): void {
    const said = saidIn(line)
    if (said) this.#unwritten.push([seq, place, senderWord(said.from), said.words.join(' ')])
  }

  /** How many entries have not been written. */
  get unwritten(): number {
    return this.#unwritten.length
  }

  /** Their rows were taken back: all entries behind so many. */
  drop(count: number): void {
    this.#unwritten.length = count
  }

  /**
   * Writes the entries of many rows at once: with a savepoint between every two of them the index
   * would cost four times as much.
   */
  flush(): void {
    const insert = this.#sql('INSERT INTO found (rowid, place, sender, text) VALUES (?, ?, ?, ?)')
    for (const entry of this.#unwritten) insert.run(...entry)
    this.#unwritten = []
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

export function placeWords(log: number, buffer: number, isLate: boolean): string {
  const [logWord, bufferWord] = signs(isLate)
  return `${logWord}${log} ${bufferWord}${buffer}`
}

/** A nick has signs in it that would end a word. */
export function senderWord(from: Said['from']): string {
  return `n${Buffer.from(from).toString('hex')}`
}
