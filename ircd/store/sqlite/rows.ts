/** The log in SQL: rows, beside each buffer the time of its newest row, and the index of words. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { BufferSize, BufferTime, NewRow, Page, Place, Row, RowPlace } from '../store.ts'
import { Finder, type Indexable, type LateStep } from './finder.ts'

const BUFFER = `
  SELECT buffers.id FROM buffers JOIN logs ON logs.id = buffers.log
  WHERE logs.name = ? AND buffers.name = ?`

const INDEXABLE = 'SELECT seq, log, buffer, event, late, line FROM rows'

interface Kept {
  seq: number
  buffer: string
  id: string
  at: number
  event: number
  line: string
}

interface BufferKey {
  id: number
  log: number
}

/** A step of forgetting. */
export interface Oblivion {
  log: string
  /** Nothing for all of them. */
  buffer: string | null
  at: number
  lastSeq: number
  limit: number
  isEventsOnly: boolean
}

export class Rows {
  readonly #db: DatabaseSync
  readonly index: Finder
  readonly #statements = new Map<string, StatementSync>()

  constructor(db: DatabaseSync) {
    this.#db = db
    this.index = new Finder(db)
  }

  append(rows: NewRow[]): number[] {
    const seqs = rows.map((row) => this.#append(row))
    this.index.grown(rows.length)
    return seqs
  }

  #append({ log, buffer, id, at, event, line }: NewRow): number {
    const { id: inBuffer, log: inLog } = this.#buffer(log, buffer, at)
    const isLate = !event && this.index.isLate(inLog, at)
    const { changes, lastInsertRowid } = this.#sql(`
      INSERT INTO rows (log, buffer, id, at, event, line, late)
      SELECT log, id, ?2, ?3, ?4, ?5, ?6 FROM buffers WHERE id = ?1
      ON CONFLICT (buffer, id) DO NOTHING`).run(
      inBuffer,
      id,
      at,
      Number(event),
      line,
      Number(isLate),
    )
    if (changes === 0) {
      return this.#number('SELECT seq FROM rows WHERE buffer = ? AND id = ?', inBuffer, id)!
    }
    // max() of SQLite is NULL when one side is.
    this.#sql(`
      UPDATE buffers SET rows = rows + 1, events = events + ?3, bytes = bytes + ?4,
        newest_any = max(newest_any, ?2),
        newest = CASE WHEN ?3 THEN newest ELSE max(ifnull(newest, ?2), ?2) END
      WHERE id = ?1`).run(inBuffer, at, Number(event), Buffer.byteLength(line))
    return lastInsertRowid as number
  }

  /** The numbers of a buffer, which is created when it is new, and of its log. */
  #buffer(log: string, buffer: string, at: number): BufferKey {
    const known = this.#bufferKey(log, buffer)
    if (known) return known
    this.#sql('INSERT INTO logs (name) VALUES (?) ON CONFLICT DO NOTHING').run(log)
    this.#sql(`
      INSERT INTO buffers (log, name, newest_any)
      SELECT id, ?2, ?3 FROM logs WHERE name = ?1`).run(log, buffer, at)
    return this.#bufferKey(log, buffer)!
  }

  #bufferKey(log: string, buffer: string): BufferKey | undefined {
    return this.#sql(`
      SELECT buffers.id AS id, buffers.log AS log FROM buffers JOIN logs ON logs.id = buffers.log
      WHERE logs.name = ? AND buffers.name = ?`).get(log, buffer) as BufferKey | undefined
  }

  find(...look: Parameters<Finder['find']>): Row[] {
    return this.index.find(...look)
  }

  findTail(...look: Parameters<Finder['findTail']>): Row[] {
    return this.index.findTail(...look)
  }

  findLate(...look: Parameters<Finder['findLate']>): LateStep {
    return this.index.findLate(...look)
  }

  page(page: Page): Row[] {
    const found = this.#page(page, 'seq, id, at, event, line') as Omit<Kept, 'buffer'>[]
    return found.map((kept) => row(page.log, { ...kept, buffer: page.buffer }))
  }

  places(page: Page): RowPlace[] {
    const found = this.#page(page, 'id, at') as RowPlace[]
    return found.map(({ id, at }) => ({ at, id }))
  }

  #page(page: Page, columns: string): unknown[] {
    const { log, buffer, after, before, keep, limit, events } = page
    const inBuffer = this.#number(BUFFER, log, buffer)
    if (inBuffer === undefined) return []
    const [lower, upper] = [bound(after, '>'), bound(before, '<')]
    const order = keep === 'oldest' ? 'ASC' : 'DESC'
    const range = (event: 0 | 1) => `
      SELECT * FROM (SELECT ${columns} FROM rows
      WHERE buffer = :buffer AND event = ${event} ${lower('after')} ${upper('before')}
      ORDER BY at ${order}, id ${order} LIMIT :limit)`
    const both = () =>
      `${range(0)} UNION ALL ${range(1)} ORDER BY at ${order}, id ${order} LIMIT :limit`
    const sql = events === 'only' ? range(1) : events ? both() : range(0)
    const found = this.#sql(sql).all({
      buffer: inBuffer,
      limit: count(limit),
      ...(after && { afterAt: after.at, ...(after.id !== undefined && { afterId: after.id }) }),
      ...(before && {
        beforeAt: before.at,
        ...(before.id !== undefined && { beforeId: before.id }),
      }),
    })
    if (keep === 'newest') found.reverse()
    return found
  }

  locate(log: string, buffer: string, id: string): Place | undefined {
    const at = this.#number(
      `SELECT at FROM rows WHERE buffer = (${BUFFER}) AND id = ?`,
      log,
      buffer,
      id,
    )
    return at === undefined ? undefined : { at, id }
  }

  since(log: string, seq: number, limit: number): Row[] {
    const found = this.#sql(`
      SELECT seq, buffers.name AS buffer, rows.id AS id, at, event, line
      FROM rows JOIN buffers ON buffers.id = rows.buffer
      WHERE rows.log = (SELECT id FROM logs WHERE name = ?) AND seq > ?
      ORDER BY seq LIMIT ?`).all(log, seq, count(limit)) as unknown as Kept[]
    return found.map((kept) => row(log, kept))
  }

  lastSeq(log: string): number {
    const sql = `
      SELECT seq FROM rows WHERE log = (SELECT id FROM logs WHERE name = ?)
      ORDER BY seq DESC LIMIT 1`
    return this.#number(sql, log) ?? 0
  }

  buffers(
    log: string,
    after: number,
    before: number,
    limit: number,
    keep: Page['keep'] = 'oldest',
  ): BufferTime[] {
    const order = keep === 'oldest' ? 'ASC' : 'DESC'
    const found = this.#sql(`
      SELECT name AS buffer, newest AS at FROM buffers
      WHERE log = (SELECT id FROM logs WHERE name = ?) AND newest > ? AND newest < ?
      ORDER BY newest ${order}, name ${order} LIMIT ?`).all(log, after, before, count(limit))
    if (keep === 'newest') found.reverse()
    return found.map(({ buffer, at }) => ({ buffer, at }) as unknown as BufferTime)
  }

  latest(): number {
    return this.#number('SELECT max(newest_any) FROM buffers') ?? 0
  }

  logs(prefix: string): string[] {
    const sql = `
      SELECT name FROM logs WHERE substr(name, 1, length(?1)) = ?1
      AND EXISTS (SELECT 1 FROM buffers WHERE log = logs.id AND rows > 0) ORDER BY name`
    return this.#sql(sql)
      .all(prefix)
      .map(({ name }) => name as string)
  }

  redact(log: string, buffer: string, id: string): boolean {
    const inBuffer = this.#number(BUFFER, log, buffer)
    if (inBuffer === undefined) return false
    const rows = this.#sql(`${INDEXABLE} WHERE buffer = ? AND id = ?`).all(inBuffer, id)
    if (rows.length === 0) return false
    this.#remove(rows as unknown as Indexable[])
    this.#sql(`
      UPDATE buffers SET newest = (
        SELECT max(at) FROM rows WHERE buffer = ?1 AND event = 0
      ) WHERE id = ?1`).run(inBuffer)
    return true
  }

  /**
   * Forgets at most `limit` rows that are older than `at` and no later than `lastSeq`: one step
   * of many, so that the writes in between need not wait for a long log. A step that finds fewer
   * is the last one and clears away what has become empty.
   */
  forget({ log, buffer, at, lastSeq, limit, isEventsOnly }: Oblivion): number {
    const inLog = this.#number('SELECT id FROM logs WHERE name = ?', log)
    if (inLog === undefined) return 0
    const rows = this.#sql(`
      ${INDEXABLE} WHERE event IN (?6, 1) AND at < ?3 AND seq <= ?4
      AND buffer IN (SELECT id FROM buffers WHERE log = ?1 AND (?2 IS NULL OR name = ?2))
      LIMIT ?5`).all(
      inLog,
      buffer,
      at,
      lastSeq,
      limit,
      Number(isEventsOnly),
    ) as unknown as Indexable[]
    this.#remove(rows)
    if (rows.length < limit) this.#clear(inLog, buffer, at)
    return rows.length
  }

  #remove(rows: Indexable[]): void {
    this.index.remove(rows)
    const remove = this.#sql('DELETE FROM rows WHERE seq = ?')
    for (const { seq } of rows) remove.run(seq)
  }

  #clear(log: number, buffer: string | null, at: number): void {
    this.#sql(`
      DELETE FROM buffers WHERE log = ?1 AND (?2 IS NULL OR name = ?2) AND newest_any < ?3
      AND NOT EXISTS (SELECT 1 FROM rows WHERE buffer = buffers.id)`).run(log, buffer, at)
    this.#sql(`
      UPDATE buffers SET newest = (
        SELECT max(at) FROM rows WHERE buffer = buffers.id AND event = 0
      ) WHERE log = ?1 AND (?2 IS NULL OR name = ?2) AND newest < ?3`).run(log, buffer, at)
    this.#sql(`
      DELETE FROM logs
      WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM buffers WHERE log = ?1)`).run(log)
  }

  sizes(log: string): BufferSize[] {
    const found = this.#sql(`
      SELECT name AS buffer, rows, events, bytes FROM buffers
      WHERE log = (SELECT id FROM logs WHERE name = ?) AND rows > 0 ORDER BY name`).all(log)
    return found.map((size) => ({ ...size }) as unknown as BufferSize)
  }

  #number(sql: string, ...values: (string | number)[]): number | undefined {
    const found = this.#sql(sql).get(...values)
    return found ? ((Object.values(found)[0] ?? undefined) as number | undefined) : undefined
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

/** A row value compares as the index is ordered: by time, then by the bytes of the id. */
function bound(place: Place | undefined, sign: '<' | '>'): (name: string) => string {
  if (!place) return () => ''
  return place.id === undefined
    ? (name) => `AND at ${sign} :${name}At`
    : (name) => `AND (at, id) ${sign} (:${name}At, :${name}Id)`
}

/** SQLite takes a negative LIMIT for none, and no infinite one. */
function count(limit: number): number {
  return Math.max(0, Math.min(Math.trunc(limit), 2 ** 31))
}

function row(log: string, { seq, buffer, id, at, event, line }: Kept): Row {
  return { seq, log, buffer, id, at, event: event === 1, line }
}
