/**
 * What one device still has to see, in the order of the person's log.
 *
 * A pump stands at a place in the log. Behind the log's end it reads page by page: that is replay.
 * At the end it takes lines as they happen: that is live. It changes from one to the other between
 * two lines, so none is missed or doubled. PINGs between the lines tell how far the device has
 * really read; no more than a window of lines is ever on the way, so a device that stalled, or
 * is gone without a word, costs no memory: the log waits for it.
 */
import type { Log, Row } from '#store/store.ts'
import type { Entry, Journal } from '../journal.ts'

export interface Pace {
  /** Lines between two PINGs while the answer to an earlier one is awaited. */
  ackRows: number
  /** Lines on the way before the next page waits for an answer. */
  windowRows: number
  /** A device that never answers in this time is taken for one that cannot. */
  muteMs: number
  /** Bytes unsent above which a device that cannot answer gets no further page. */
  muteQueueBytes: number
}

export const defaultPace: Pace = {
  ackRows: 10,
  windowRows: 300,
  muteMs: 20_000,
  muteQueueBytes: 128 * 1024,
}

/** Where a device stands in the log: everything up to `seq` has been received. */
export interface PumpPlace {
  readonly seq: number
  advance(seq: number): void
}

export interface PumpSink<From> {
  /** Sends rows of one page, oldest first. @returns how many lines the device really got. */
  replay(rows: Row[], backlog: boolean): number
  /** Sends one live line. @returns whether the device got it. */
  live(entry: Entry<From>): boolean
  ping(seq: number): void
  readonly queuedBytes: number
}

/** Lines beside the log that wait for their place in it; more are only news about presence. */
const asidesMax = 2_000
const mutePollMs = 100

export class Pump<From> {
  readonly #log: Log
  readonly #journal: Journal<From>
  readonly #cursor: PumpPlace
  readonly #sink: PumpSink<From>
  readonly #pace: Pace
  /** Everything up to here has been sent, or is not for this device. */
  #seq: number
  /** The log's end when the device was told who is where: events before it are past. */
  #snapshot: number
  #live = false
  #reading = false
  #closed = false
  /** The device cannot answer a PING: it is taken at the word of its socket. */
  #mute = false
  #heard = false
  /** PINGs without an answer, with the number of lines sent before each. */
  #pings: { seq: number; sent: number; at: number }[] = []
  #sent = 0
  #acked = 0
  #asking = false
  #timer: NodeJS.Timeout | undefined
  #muteTimer: NodeJS.Timeout | undefined
  #asides: { after: number; entry: Entry<From> }[] = []

  constructor(
    { log, journal, cursor }: { log: Log; journal: Journal<From>; cursor: PumpPlace },
    sink: PumpSink<From>,
    pace: Pace = defaultPace,
  ) {
    this.#log = log
    this.#journal = journal
    this.#cursor = cursor
    this.#sink = sink
    this.#pace = pace
    this.#seq = cursor.seq
    this.#snapshot = journal.seq
  }

  /** Everything up to here has been sent, or is not for this device. */
  get seq(): number {
    return this.#seq
  }

  /** Lines on the way without an answer. */
  get unacked(): number {
    return this.#sent - this.#acked
  }

  /** How long the oldest PING waits for its answer, in milliseconds. */
  get stalledMs(): number {
    return this.#pings[0] ? Date.now() - this.#pings[0].at : 0
  }

  /** Lines sent since the last PING. */
  get #unasked(): number {
    return this.#sent - (this.#pings.at(-1)?.sent ?? this.#acked)
  }

  /** Begins, at the place that the device has acknowledged. Called in the journal's turn. */
  start(): void {
    this.#snapshot = this.#journal.seq
    this.#read()
  }

  /** A line has been delivered. */
  entry(entry: Entry<From>): void {
    if (entry.seq === 0 && !this.#closed) this.#aside(entry)
    if (this.#closed || !this.#live || entry.seq <= this.#seq) return
    this.#seq = entry.seq
    this.#count(this.#sink.live(entry) ? 1 : 0)
    if (!this.#mute && this.unacked >= this.#pace.windowRows) this.#live = false
  }

  /** The device has answered the PING of `seq`. Answers to what we never asked are ignored. */
  pong(seq: number): void {
    const at = this.#pings.findIndex((ping) => ping.seq === seq)
    if (at < 0) return
    this.#acked = this.#pings[at]!.sent
    this.#pings.splice(0, at + 1)
    this.#heard = true
    this.#mute = false
    this.#cursor.advance(seq)
    this.#settle()
    if (this.#unasked > 0) this.#askSoon()
    this.#read()
  }

  /** The device says goodbye: one that cannot answer has seen what it was sent. */
  goodbye(): void {
    if (this.#mute) this.#cursor.advance(this.#seq)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    clearTimeout(this.#muteTimer)
  }

  #aside(entry: Entry<From>): void {
    if (this.#live) return void this.#sink.live(entry)
    this.#asides.push({ after: this.#journal.seq, entry })
    if (this.#asides.length > asidesMax) this.#asides.shift()
  }

  /** Reads on until the log's end or until the window is full. */
  async #read(): Promise<void> {
    if (this.#reading || this.#live || this.#closed) return
    this.#reading = true
    try {
      while (!this.#closed && !this.#live && this.#mayRead()) await this.#page()
    } catch {
      // The store is closed: so will be the connection.
    } finally {
      this.#reading = false
    }
  }

  #mayRead(): boolean {
    if (!this.#mute) return this.unacked < this.#pace.windowRows
    const may = this.#sink.queuedBytes < this.#pace.muteQueueBytes
    if (!may) this.#readLater()
    return may
  }

  async #page(): Promise<void> {
    const { ackRows, windowRows } = this.#pace
    const rows = await this.#log.since(this.#journal.name, this.#seq, windowRows)
    if (this.#closed) return
    for (let at = 0; at < rows.length; at += ackRows) {
      if (at > 0 && !this.#mute && this.unacked >= windowRows) return
      this.#part(rows.slice(at, at + ackRows))
    }
    // Rows may have been forgotten meanwhile: then the log's end is where there is nothing more.
    if (rows.length === 0) this.#seq = Math.max(this.#seq, this.#journal.seq)
    if (rows.length < windowRows && this.#seq >= this.#journal.seq) this.#goLive()
  }

  /** A few rows, those of the past and those since the device came apart, and a PING. */
  #part(rows: Row[]): void {
    const since = rows.findIndex(({ seq }) => seq > this.#snapshot)
    const past = since < 0 ? rows : rows.slice(0, since)
    let got = past.length > 0 ? this.#sink.replay(past, true) : 0
    for (const row of since < 0 ? [] : rows.slice(since)) {
      this.#flushAsides(row.seq - 1)
      got += this.#sink.replay([row], false)
    }
    this.#seq = rows.at(-1)!.seq
    this.#sent += got
    if (got > 0) this.#ping()
    else this.#settle()
  }

  #goLive(): void {
    this.#flushAsides(Number.POSITIVE_INFINITY)
    this.#live = true
  }

  #flushAsides(seq: number): void {
    while (this.#asides[0] && this.#asides[0].after <= seq) {
      this.#sink.live(this.#asides.shift()!.entry)
    }
  }

  #count(got: number) {
    this.#sent += got
    if (got === 0) return this.#settle()
    if (this.#unasked >= this.#pace.ackRows) this.#ping()
    else this.#askSoon()
  }

  /**
   * One PING at a time, behind all lines of this turn: few lines are answered for at once, many
   * together. What is not answered for when the connection breaks is what may come twice.
   */
  #askSoon(): void {
    if (this.#asking || this.#pings.length > 0) return
    this.#asking = true
    queueMicrotask(() => {
      this.#asking = false
      if (!this.#closed && this.#unasked > 0 && this.#pings.length === 0) this.#ping()
    })
  }

  /** What is not for this device needs no answer, once nothing before it does. */
  #settle(): void {
    if (this.unacked === 0 && this.#seq > this.#cursor.seq) this.#cursor.advance(this.#seq)
  }

  #ping(): void {
    this.#pings.push({ seq: this.#seq, sent: this.#sent, at: Date.now() })
    // One that cannot answer would have us remember every question.
    if (this.#mute && this.#pings.length > 100) this.#pings.shift()
    this.#sink.ping(this.#seq)
    if (!this.#heard && !this.#muteTimer) {
      this.#muteTimer = setTimeout(() => this.#judge(), this.#pace.muteMs)
    }
  }

  #judge(): void {
    if (this.#heard || this.#closed) return
    this.#mute = true
    this.#read()
  }

  #readLater(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#read(), mutePollMs)
  }
}
