/**
 * Everything that happens on a person's network, in one order: what must be remembered is on the
 * disk before anybody is shown it, and what comes behind it waits, so that no two lines ever
 * change places.
 */
import { createHash } from 'node:crypto'
import type { Log, NewRow } from '#store/store.ts'
import { formatTime, parseTime } from '#wire/chathistory.ts'
import type { Tags } from '#wire/message.ts'
import { formatKept, type Spoken } from '#wire/multiline.ts'
import { Parts, type Place } from './parts.ts'

/** Names the device that sent a line of ours, in the stored line only; '' for the nameless one. */
export const deviceTag = 'causerie/device'

/** What a window shows. */
export interface Entry<From = unknown> {
  message: Spoken
  /** The seq of the (last) row that holds it; 0 for what is not remembered. */
  seq: number
  /** Not a message: joins, topics … */
  event: boolean
  /** Who said it, where it was one of ours. */
  from?: From | undefined
}

interface Waiting<From> {
  ready: boolean
  entry?: Entry<From> | undefined
  run?: (() => void) | undefined
}

interface Stamped {
  message: Spoken
  at: number
  id: string
}

export class Journal<From> {
  /** Everything up to this seq has been delivered. */
  seq = 0
  readonly name: string
  readonly #log: Log
  readonly #deliver: (entry: Entry<From>) => void
  readonly #moved: () => void
  readonly #parts = new Parts()
  #queue: Waiting<From>[] = []
  #draining = false
  /** The last time given, so that no two rows of one person share a millisecond. */
  #lastAt = 0

  /**
   * @param name the log's name in the store
   * @param moved called when fewer wait than before
   */
  constructor(
    log: Log,
    name: string,
    deliver: (entry: Entry<From>) => void,
    moved: () => void = () => {},
  ) {
    this.#log = log
    this.name = name
    this.#deliver = deliver
    this.#moved = moved
  }

  /** To be called once, before the first line. */
  async open(): Promise<void> {
    const seq = await this.#log.lastSeq(this.name)
    const [[last], [said]] = await Promise.all([
      this.#log.since(this.name, seq - 1, 1),
      this.#log.buffers(this.name, 0, Number.MAX_SAFE_INTEGER, 1, 'newest'),
    ])
    this.seq = seq
    // The last row may be one of the past.
    this.#lastAt = Math.max(last?.at ?? 0, said?.at ?? 0)
  }

  /** Lines that wait for the disk, or behind such. */
  get waiting(): number {
    return this.#queue.length
  }

  /**
   * Remembers a line, once per buffer, and delivers it when all rows are safe. A line whose id
   * every buffer already holds has been shown before and is not delivered again.
   */
  keep(line: Spoken, buffers: string[], event: boolean, from?: From): void {
    this.#keep(this.#stamp(line), buffers, event, from)
  }

  /** Remembers a message that was said before, at its own time, and delivers it if it is new. */
  keepPast(line: Spoken, buffers: string[]): void {
    const at = parseTime(line.tags?.get('time') ?? '')
    if (at === undefined || at > Date.now()) this.keep(line, buffers, false)
    else {
      const part = this.#parts.next(line)
      this.#keep(this.#stampAt(line, at + (part?.nth ?? 0), part), buffers, false)
    }
  }

  #keep({ message, at, id }: Stamped, buffers: string[], event: boolean, from?: From): void {
    const text = formatKept(message)
    const rows = buffers.map(
      (buffer): NewRow => ({ log: this.name, buffer, id, at, event, line: text }),
    )
    const entry: Entry<From> = { message, seq: 0, event, from }
    const waiting: Waiting<From> = { ready: false, entry }
    this.#queue.push(waiting)
    this.#log.append(rows).then(
      (seqs) => {
        entry.seq = Math.max(...seqs)
        waiting.ready = true
        this.#drain()
      },
      // The store was closed before the row was safe: nobody may see the line, nor what follows.
      () => {},
    )
  }

  /** Takes a message away for good, as whoever said it wishes; where it is not, nothing happens. */
  forget(id: string, buffers: string[]): void {
    // The store tells of its own trouble, and everything else waits for it as well.
    for (const buffer of buffers) this.#log.redact(this.name, buffer, id).catch(() => {})
  }

  /** Delivers a line that nobody needs to remember, in its turn. */
  pass(message: Spoken, from?: From): void {
    const tags: Tags = new Map(message.tags)
    if (!tags.has('time')) tags.set('time', formatTime(Date.now()))
    const entry: Entry<From> = { message: { ...message, tags }, seq: 0, event: true, from }
    this.#queue.push({ ready: true, entry })
    this.#drain()
  }

  /** As `inTurn`; settles when it has run. */
  turn(run: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.inTurn(() => {
        run()
        resolve()
      })
    })
  }

  /** Runs when everything that came before has been delivered. */
  inTurn(run: () => void): void {
    this.#queue.push({ ready: true, run })
    this.#drain()
  }

  #drain(): void {
    if (this.#draining) return
    this.#draining = true
    let done = 0
    try {
      while (this.#queue[done]?.ready) this.#out(this.#queue[done++]!)
    } finally {
      // What throws is a bug, and ends what it was about; those behind it go on.
      if (done > 0) this.#queue = this.#queue.slice(done)
      this.#draining = false
    }
    if (done > 0) this.#moved()
  }

  #out({ entry, run }: Waiting<From>) {
    run?.()
    if (!entry) return
    if (entry.seq === 0) return this.#deliver(entry)
    if (entry.seq <= this.seq) return
    this.seq = entry.seq
    this.#deliver(entry)
  }

  /** Gives a line its time and its id, the same for live and for replay. */
  #stamp(line: Spoken): Stamped {
    const now = Date.now()
    const said = Math.min(parseTime(line.tags?.get('time') ?? '') ?? now, now)
    const at = Math.max(said, this.#lastAt + 1)
    this.#lastAt = at
    return this.#stampAt(line, at, this.#parts.next(line))
  }

  #stampAt(line: Spoken, at: number, part: Place | undefined): Stamped {
    const id = line.tags?.get('msgid') || this.#idOf(line, at, part)
    const tags: Tags = new Map([
      ['time', formatTime(at)],
      ['msgid', id],
    ])
    for (const [name, value] of line.tags ?? []) {
      if (!unkept.has(name)) tags.set(name, value)
    }
    return { message: { ...line, tags }, at, id }
  }

  #idOf(line: Spoken, at: number, part: Place | undefined): string {
    const where = part ? `${part.msgid} ${part.nth}` : at
    const text = `${this.name} ${where} ${formatKept({ ...line, tags: undefined })}`
    return createHash('sha256').update(text).digest('base64url').slice(0, 22)
  }
}

/** Tags that we set ourselves or that mean something on one connection only. */
const unkept = new Set(['time', 'msgid', 'batch', 'label'])
