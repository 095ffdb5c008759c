/**
 * One conversation: a duplex, the lines that come out of it and the lines that go into it.
 *
 * Lines are delivered one by one: when answering one takes time (a password check, a history
 * query), the next waits for it, and reading stops before much has piled up. Everybody else goes
 * on. `closed` is called exactly once, with the reason that others may be shown.
 */
import type { Duplex } from 'node:stream'
import { type Fault, type LineLimits, LineReader } from '#host/lines.ts'
import type { Peer } from '#host/listen.ts'
import { type Gate, Outbox, type OutboxOptions } from '#host/outbox.ts'

/** Characters of undelivered lines above which the socket is not read. */
const waitingMax = 4096

export interface ConnectionLimits extends LineLimits {
  /** Bytes of unsent lines that cut the connection; it may change meanwhile. */
  sendqBytesMax: number
  /** A bug showed: a handler threw. The conversation is ended, the process goes on. */
  onBug: (error: unknown, peer: Peer) => void
}

/** What a handler may hear of: a flood never comes so far, it ends the connection. */
export type LineFault = Exclude<Fault, 'flood'>

export interface Handler {
  /**
   * One line. Until a returned promise settles no further line is delivered. What it throws or
   * rejects with is a bug: it ends this conversation.
   */
  line(text: string, fault?: LineFault | undefined): void | Promise<void>
  /** The conversation is over; no line follows, and what is pushed goes nowhere. */
  closed(reason: string): void
}

export class Connection {
  readonly peer: Peer
  readonly #duplex: Duplex
  #limits: ConnectionLimits
  readonly #outbox: Outbox
  readonly #reader: LineReader
  #handler: Handler | undefined
  /** Lines that wait; those before `#next` have been delivered. */
  #waiting: { text: string; fault: LineFault | undefined }[] = []
  #next = 0
  /** Their characters, and one for each line. */
  #waitingChars = 0
  /** A line is being answered. */
  #busy = false
  #paused = false
  /** `end` was called, or the conversation broke: no further line is delivered. */
  #deaf = false
  /** Why the other side is gone, once it is. Lines that it sent before are still delivered. */
  #gone: string | undefined
  #closed = false

  /** `limits` may be shared by all connections of a listener. */
  constructor(duplex: Duplex, peer: Peer, gate: Gate, limits: ConnectionLimits) {
    this.peer = peer
    this.#duplex = duplex
    this.#limits = limits
    const options: OutboxOptions = {
      limits,
      onOverflow: () => this.destroy('Max SendQ exceeded'),
    }
    this.#outbox = new Outbox(duplex, gate, options)
    this.#reader = new LineReader(limits, (text, fault) => this.#receive(text, fault))
    duplex.on('error', (error) => this.#leave(reasonOf(error)))
    duplex.on('close', () => this.#leave('Connection closed'))
  }

  /** Bytes that wait to be sent. */
  get queuedBytes(): number {
    return this.#outbox.queuedBytes
  }

  /** True from the first call of `closed`. */
  get closed(): boolean {
    return this.#closed
  }

  /** Begins to read. Called once. */
  open(handler: Handler): void {
    this.#handler = handler
    this.#duplex.on('data', (chunk: Buffer) => this.#read(chunk))
    this.#duplex.on('end', () => this.#leave('Connection closed'))
    if (this.#gone !== undefined) queueMicrotask(() => this.#settle())
    else if (this.#duplex.destroyed) queueMicrotask(() => this.#leave('Connection closed'))
  }

  /**
   * From the next line on somebody else listens, with limits of its own: a server has said that it is
   * one. Who listened until now is not told.
   */
  adopt(handler: Handler, limits: ConnectionLimits): void {
    this.#handler = handler
    this.#limits = limits
    this.#reader.limits = limits
    this.#outbox.limit(limits)
  }

  /** Sends a line, given without CR LF: see `Outbox.push`. */
  push(line: string, ticket = 0): void {
    this.#outbox.push(line, ticket)
  }

  /** See `Outbox.room`. */
  room(): Promise<void> {
    return this.#outbox.room()
  }

  /** Sends what waits and a last line, then closes; reads nothing more. See `Outbox.end`. */
  end(lastLine?: string | undefined): void {
    this.#hush()
    this.#outbox.end(lastLine)
  }

  /** Delivers no line until `resume`, whoever has it still to come. */
  pause(): void {
    this.#paused = true
    this.#flow()
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#pump()
  }

  /** Closes at once; what waits is lost. */
  destroy(reason = 'Connection closed'): void {
    this.#hush()
    this.#outbox.drop()
    this.#duplex.destroy()
    this.#leave(reason)
  }

  /** What comes from now on is read and forgotten: unread bytes would reset the connection. */
  #hush(): void {
    this.#deaf = true
    this.#waiting = []
    this.#next = 0
    this.#waitingChars = 0
    this.#reader.stop()
    this.#duplex.resume()
  }

  #read(chunk: Buffer): void {
    if (this.#deaf) return
    this.#reader.read(chunk)
    this.#flow()
  }

  #receive(text: string, fault: Fault | undefined): void {
    if (this.#deaf) return
    if (fault === 'flood') {
      this.#fail('Excess Flood', 'ERROR :Excess Flood')
    } else if (this.#busy || this.#paused || this.#waitingChars > 0) {
      this.#waiting.push({ text, fault })
      this.#waitingChars += text.length + 1
    } else {
      this.#deliver(text, fault)
    }
  }

  #deliver(text: string, fault: LineFault | undefined): void {
    this.#busy = true
    try {
      const answer = this.#handler!.line(text, fault)
      if (answer === undefined) this.#busy = false
      else answer.then(this.#answered, this.#failed)
    } catch (error) {
      this.#failed(error)
    }
  }

  readonly #answered = (): void => {
    this.#busy = false
    this.#pump()
  }

  readonly #failed = (error: unknown): void => {
    this.#busy = false
    this.#limits.onBug(error, this.peer)
    this.#fail('Internal error', 'ERROR :Internal error')
  }

  /** Delivers what has waited, as far as the handler goes along. */
  #pump(): void {
    while (this.#waitingChars > 0 && !this.#busy && !this.#paused && !this.#deaf) {
      const { text, fault } = this.#waiting[this.#next++]!
      this.#waitingChars -= text.length + 1
      this.#deliver(text, fault)
    }
    if (this.#next > 0 && this.#next * 2 >= this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#next)
      this.#next = 0
    }
    this.#flow()
    this.#settle()
  }

  /** Reads the socket, or lets it wait. */
  #flow(): void {
    const stop = !this.#deaf && (this.#paused || this.#waitingChars > waitingMax)
    if (stop === this.#duplex.isPaused()) return
    if (stop) this.#duplex.pause()
    else this.#duplex.resume()
  }

  #fail(reason: string, lastLine: string): void {
    this.end(lastLine)
    this.#leave(reason)
  }

  #leave(reason: string): void {
    this.#gone ??= reason
    this.#settle()
  }

  /** Says `closed` once the other side is gone and every line that it sent has been answered. */
  #settle(): void {
    if (this.#gone === undefined || this.#closed || !this.#handler) return
    if (!this.#deaf && (this.#busy || this.#waitingChars > 0)) return
    this.#closed = true
    try {
      this.#handler.closed(this.#gone)
    } catch (error) {
      this.#limits.onBug(error, this.peer)
    }
    this.end()
  }
}

const systemReasons: Record<string, string> = {
  ECONNRESET: 'Read error: Connection reset by peer',
  EPIPE: 'Write error: Broken pipe',
  ETIMEDOUT: 'Read error: Connection timed out',
  EHOSTUNREACH: 'Read error: No route to host',
  ENETUNREACH: 'Read error: Network is unreachable',
}

/** What a QUIT says about a broken connection. */
function reasonOf(error: NodeJS.ErrnoException): string {
  const code = error.code ?? 'unknown'
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')) return 'TLS error'
  return systemReasons[code] ?? `Read error: ${code}`
}
