/**
 * A WebSocket whose messages are lines, watched over: it answers pings or is dropped, it says
 * goodbye within a few seconds or is dropped, and whoever writes to it learns when it is full.
 */
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { lineFromBrowser } from '../upstream/lines.ts'
import { binaryProtocol, textForBrowser } from './frames.ts'

/** How long a browser may take to answer a close. */
const closeMsMax = 3000
/** Pings without an answer that end a socket. */
const missedPingsMax = 2
/** `ws` has no event for a buffer that empties, so it is looked at while it is full. */
const fullnessMs = 50

export interface Wire {
  socket: WebSocket
  /** What it is made of. */
  stream: Duplex
}

export interface LineSocketEvents {
  /** A line of the browser, with CR LF. */
  line(line: Buffer): void
  /** It was full, and half of it has left. */
  drained(): void
  /** Called once. @param code as the browser gave it, 1006 where it vanished. */
  gone(why: string, code: number): void
}

export class LineSocket {
  readonly #socket: WebSocket
  readonly #stream: Duplex
  readonly #events: LineSocketEvents
  readonly #queueBytesMax: number
  readonly #binary: boolean
  #missedPings = 0
  #closing: string | undefined
  #watching = false

  /** It is not read until `resume`. @param queueBytesMax unsent bytes above which it is full. */
  constructor({ socket, stream }: Wire, queueBytesMax: number, events: LineSocketEvents) {
    this.#socket = socket
    this.#stream = stream
    this.#events = events
    this.#queueBytesMax = queueBytesMax
    this.#binary = socket.protocol === binaryProtocol
    socket.pause()
    socket.on('message', (data: Buffer) => this.#hear(data))
    socket.on('pong', () => {
      this.#missedPings = 0
    })
    // A protocol error is followed by 'close' with its code; there is nothing else to do.
    socket.on('error', () => {})
    socket.on('close', (code) => {
      const why = this.#closing ?? (code === 1006 ? 'the browser vanished' : `closed by ${code}`)
      this.#closing = why
      events.gone(why, code)
    })
  }

  get open(): boolean {
    return this.#closing === undefined
  }

  #hear(data: Buffer): void {
    if (!this.open) return
    const line = lineFromBrowser(data)
    if (line === 'broken') return this.close(1008, 'CR, LF or NUL inside a message')
    if (line !== undefined) this.#events.line(line)
  }

  /** Whether more should be written. When not, `drained` follows. */
  get full(): boolean {
    if (this.#socket.bufferedAmount <= this.#queueBytesMax) return false
    this.#watch()
    return true
  }

  #watch(): void {
    if (this.#watching) return
    this.#watching = true
    setTimeout(() => {
      this.#watching = false
      if (!this.open) return
      if (this.#socket.bufferedAmount > this.#queueBytesMax / 2) this.#watch()
      else this.#events.drained()
    }, fullnessMs).unref()
  }

  /** A message for each line, all in one write. @param lines without CR LF */
  send(lines: readonly Buffer[]): void {
    if (!this.open) return
    const binary = this.#binary
    this.#stream.cork()
    for (const line of lines) {
      this.#socket.send(binary ? line : textForBrowser(line), { binary })
    }
    this.#stream.uncork()
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  /** Called every 25 seconds: asks the browser for a sign of life. */
  ping(): void {
    // A socket that is not read gives no pong; whoever paused it watches over it meanwhile.
    if (this.#socket.isPaused || !this.open) return
    if (this.#missedPings >= missedPingsMax) return this.terminate('no answer to pings')
    this.#missedPings++
    this.#socket.ping()
  }

  /** Tells the browser why, in at most 123 bytes; then it is gone. */
  close(code: number, reason: string): void {
    if (!this.open) return
    this.#closing = reason
    this.#socket.resume()
    this.#socket.close(code, reason)
    setTimeout(() => this.#socket.terminate(), closeMsMax).unref()
  }

  /** Cuts the browser off without a word: it is not there to hear one. */
  terminate(why: string): void {
    this.#closing ??= why
    this.#socket.terminate()
  }
}
