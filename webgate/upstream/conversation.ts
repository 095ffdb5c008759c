/**
 * One conversation with a server on behalf of a visitor: dialled, introduced, then lines both ways.
 * Nothing is kept here but what the socket holds; whoever is too slow is told to wait.
 */
import type { Duplex } from 'node:stream'
import { LineCutter } from './lines.ts'

/**
 * How it ended: `closed` by the server, whose last line was passed on; `broken` on the way;
 * `unreachable` from the beginning; `endless` for a line longer than any.
 */
export type UpstreamEnd = 'closed' | 'broken' | 'unreachable' | 'endless'

export interface UpstreamEvents {
  /** The server is there and knows who speaks; lines may be written. */
  connected(): void
  /** Lines of the server without CR LF, at least one. */
  lines(lines: Buffer[]): void
  /** After `write` has returned false: more may be written. */
  drained(): void
  /** No line follows. Called at most once, and not after `hangUp`. */
  ended(end: UpstreamEnd, error?: Error | undefined): void
}

/** What counts the bytes that pass. */
export interface Passing {
  fromServer(bytes: number): void
  toServer(bytes: number): void
}

/** Bytes of one line from a server, tags and CR LF included; links may have longer ones one day. */
const lineBytesMax = 64 * 1024
/** How long a server may take to close after we ended our side. */
const hangUpMsMax = 5000

export class Upstream {
  readonly #events: UpstreamEvents
  readonly #passing: Passing
  readonly #cutter = new LineCutter(lineBytesMax)
  #duplex: Duplex | undefined
  /** Lines that came before the server was there: whoever waits for it may have had them already. */
  #early: Buffer[] = []
  #over = false
  #paused = false

  /**
   * @param dialled the server
   * @param introduction lines for it before anything else, without CR LF
   */
  constructor(
    dialled: Promise<Duplex>,
    introduction: Promise<readonly string[]>,
    events: UpstreamEvents,
    passing: Passing,
  ) {
    this.#events = events
    this.#passing = passing
    Promise.all([dialled, introduction]).then(
      ([duplex, lines]) => this.#connected(duplex, lines),
      (error: Error) => this.#end('unreachable', error),
    )
    // Whoever hung up while it was dialled is not there to hear of it.
    dialled.then(
      (duplex) => duplex.on('error', (error) => this.#end('broken', error)),
      () => {},
    )
  }

  /** Whether lines may be written. */
  get connected(): boolean {
    return this.#duplex !== undefined && !this.#over
  }

  #connected(duplex: Duplex, introduction: readonly string[]): void {
    if (this.#over) return void duplex.destroy()
    if (duplex.destroyed) return this.#end('broken')
    this.#duplex = duplex
    duplex.on('data', (chunk: Buffer) => this.#receive(chunk))
    if (this.#paused) duplex.pause()
    duplex.on('drain', () => this.#over || this.#events.drained())
    duplex.once('end', () => this.#end('closed'))
    duplex.once('close', () => this.#end('broken'))
    for (const line of introduction) duplex.write(`${line}\r\n`)
    for (const line of this.#early.splice(0)) this.write(line)
    this.#events.connected()
  }

  #receive(chunk: Buffer): void {
    if (this.#over) return
    this.#passing.fromServer(chunk.length)
    const lines = this.#cutter.push(chunk)
    if (lines === 'too-long') return this.#end('endless')
    if (lines.length > 0) this.#events.lines(lines)
  }

  /**
   * Before it is connected, few lines should come: they are kept.
   * @param line with CR LF. @returns false when `drained` should be waited for.
   */
  write(line: Buffer): boolean {
    if (this.#over) return true
    if (!this.#duplex) {
      this.#early.push(line)
      return true
    }
    this.#passing.toServer(line.length)
    return this.#duplex.write(line)
  }

  /** Reads nothing more from the server until `resume`. */
  pause(): void {
    this.#paused = true
    this.#duplex?.pause()
  }

  resume(): void {
    this.#paused = false
    this.#duplex?.resume()
  }

  #end(end: UpstreamEnd, error?: Error): void {
    if (this.#over) return
    this.hangUp()
    this.#events.ended(end, error)
  }

  /** Ends the conversation; nothing more is heard of it. */
  hangUp(): void {
    if (this.#over) return
    this.#over = true
    const duplex = this.#duplex
    if (!duplex || duplex.destroyed) return
    // What the server still says has no reader: it must flow away, or the end never comes.
    duplex.resume()
    duplex.end()
    const timer = setTimeout(() => duplex.destroy(), hangUpMsMax).unref()
    duplex.once('close', () => clearTimeout(timer))
  }
}
