/**
 * How far a device has come that reads the log itself, page by page and window by window. Its
 * cursor, one for all windows, stands where everything before has been paged, marked as read or
 * acknowledged live: should the device come back without paging, it gets the rest.
 */
import type { Log, Row } from '#store/store.ts'
import type { DeviceCursor } from '../cursor.ts'

const pageRows = 500
/** Stretches of one buffer that are remembered. */
const spansMax = 64

/** Times of a window, both ends included. */
interface Span {
  from: number
  to: number
}

export class Coverage {
  /** Where live lines begin: a `Pump` starts here. */
  readonly seq: number
  readonly #log: Log
  readonly #name: string
  readonly #cursor: DeviceCursor
  /** Stretches of each buffer that do not touch. */
  readonly #spans = new Map<string, Span[]>()
  #live: number
  #settling = false
  #again = false

  constructor({ log, name }: { log: Log; name: string }, cursor: DeviceCursor, seq: number) {
    this.#log = log
    this.#name = name
    this.#cursor = cursor
    this.seq = seq
    this.#live = seq
  }

  /** Live lines up to here have been acknowledged. */
  advance(seq: number): void {
    this.#live = Math.max(this.#live, seq)
    this.#settle()
  }

  /** Everything of a buffer between two times has been sent, or read elsewhere. */
  cover(buffer: string, from: number, to: number): void {
    const spans = this.#spans.get(buffer) ?? []
    const apart = spans.filter((one) => one.to < from || one.from > to)
    const joined = spans.filter((one) => !apart.includes(one))
    const all = [{ from, to }, ...joined]
    const whole = {
      from: Math.min(...all.map((one) => one.from)),
      to: Math.max(...all.map((one) => one.to)),
    }
    // One more is only a page that the device must read again, should it come without paging.
    this.#spans.set(buffer, [...apart, whole].slice(-spansMax))
    this.#settle()
  }

  /** Whether the device has a row. */
  has({ seq, buffer, at, event }: Row): boolean {
    if (event || (seq > this.seq && seq <= this.#live)) return true
    return this.#spans.get(buffer)?.some(({ from, to }) => from <= at && at <= to) === true
  }

  async #settle(): Promise<void> {
    this.#again = true
    if (this.#settling) return
    this.#settling = true
    try {
      while (this.#again) {
        this.#again = false
        while (await this.#step());
      }
    } catch {
      // The store is closed: so will be the connection.
    } finally {
      this.#settling = false
    }
  }

  /** @returns whether there may be more to pass. */
  async #step(): Promise<boolean> {
    const before = this.#cursor.seq
    const rows = await this.#log.since(this.#name, before, pageRows)
    const stop = rows.findIndex((row) => !this.has(row))
    const last = stop < 0 ? rows.at(-1) : rows[stop - 1]
    if (last) this.#cursor.advance(last.seq)
    return stop < 0 && rows.length === pageRows && this.#cursor.seq > before
  }
}
