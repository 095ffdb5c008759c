/**
 * One browser's WebSocket tied to one connection to a server: lines go both ways, nothing is kept
 * but what the two sockets hold, and whichever side is too slow stops the other from being read.
 * Nothing is dropped in silence: a bridge that cannot go on closes with a code and a reason.
 *
 * | code | the reason |
 * |---|---|
 * | 1000 | the server ended the conversation; its last line was passed on |
 * | 1001 | the gateway is shutting down |
 * | 1008 | the browser broke a rule: CR, LF or NUL inside a message, or it reads too slowly |
 * | 1009 | a message is longer than a line may be |
 * | 1011 | the connection to the server broke |
 * | 1013 | the server cannot be reached, or does not read: come back later |
 */
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { binaryProtocol, LineCutter, lineFromBrowser, textForBrowser } from './frames.ts'

/** Bytes towards a browser above which its server is not read, until they are half of it. */
const queuedBytesMax = 512 * 1024
/** Bytes of one line from a server, tags and CR LF included; links may have longer ones one day. */
const upstreamLineBytesMax = 64 * 1024
/** How long one side may keep the other from being read. */
const stalledMsMax = 60_000
/** How long a browser may take to answer a close. */
const closeMsMax = 3000
/** How long a server may take to close after we ended our side. */
const hangUpMsMax = 5000
/** Pings without an answer that end a bridge. */
const missedPingsMax = 2

export interface BridgeOptions {
  socket: WebSocket
  /** The dialled server. Lines of the browser wait in its socket until this settles. */
  upstream: Promise<Duplex>
  /** A line for the server before anything else, without CR LF. */
  introduction?: string | undefined
  /** Called once, when both sides are gone. */
  ended: (why: string) => void
}

export class Bridge {
  readonly #socket: WebSocket
  readonly #ended: (why: string) => void
  readonly #binary: boolean
  readonly #cutter = new LineCutter(upstreamLineBytesMax)
  #upstream: Duplex | undefined
  #missedPings = 0
  #stalled: NodeJS.Timeout | undefined
  #closing: string | undefined

  constructor({ socket, upstream, introduction, ended }: BridgeOptions) {
    this.#socket = socket
    this.#ended = ended
    this.#binary = socket.protocol === binaryProtocol
    socket.pause()
    socket.on('message', (data: Buffer) => this.#fromBrowser(data))
    socket.on('pong', () => {
      this.#missedPings = 0
    })
    // A protocol error is followed by 'close' with its code; there is nothing else to do.
    socket.on('error', () => {})
    socket.on('close', (code) => this.#browserGone(code))
    upstream.then(
      (duplex) => this.#connected(duplex, introduction),
      () => this.close(1013, 'the server cannot be reached, try again later'),
    )
  }

  /** Called every 25 seconds: asks the browser for a sign of life. */
  ping(): void {
    // A socket that is not read gives no pong; #stalled watches over it meanwhile.
    if (this.#socket.isPaused || this.#closing !== undefined) return
    if (this.#missedPings >= missedPingsMax) return this.terminate('no answer to pings')
    this.#missedPings++
    this.#socket.ping()
  }

  /** Ends both sides. The browser is told why, in at most 123 bytes. */
  close(code: number, reason: string): void {
    if (this.#closing !== undefined) return
    this.#closing = reason
    this.#hangUp()
    this.#socket.resume()
    this.#socket.close(code, reason)
    setTimeout(() => this.#socket.terminate(), closeMsMax).unref()
  }

  /** Cuts the browser off without a word: it is not there to hear one. */
  terminate(why: string): void {
    this.#closing ??= why
    this.#hangUp()
    this.#socket.terminate()
  }

  #connected(duplex: Duplex, introduction: string | undefined): void {
    duplex.on('error', () => this.close(1011, 'the connection to the server broke'))
    if (this.#closing !== undefined) return void duplex.destroy()
    this.#upstream = duplex
    duplex.on('data', (chunk: Buffer) => this.#fromServer(chunk))
    duplex.on('drain', () => this.#serverReads())
    duplex.once('end', () => this.close(1000, 'the server closed the connection'))
    duplex.once('close', () => this.close(1011, 'the connection to the server broke'))
    if (introduction !== undefined) duplex.write(`${introduction}\r\n`)
    this.#socket.resume()
  }

  #fromBrowser(data: Buffer): void {
    if (this.#closing !== undefined || !this.#upstream) return
    const line = lineFromBrowser(data)
    if (line === undefined) return
    if (line === 'broken') return this.close(1008, 'CR, LF or NUL inside a message')
    if (this.#upstream.write(line)) return
    this.#socket.pause()
    this.#watchStall(1013, 'the server does not read, try again later')
  }

  #serverReads(): void {
    this.#forgetStall()
    this.#socket.resume()
  }

  #fromServer(chunk: Buffer): void {
    if (this.#closing !== undefined) return
    const lines = this.#cutter.push(chunk)
    if (lines === 'too-long') return this.close(1011, 'the server sent a line without end')
    for (const line of lines) {
      this.#socket.send(this.#binary ? line : textForBrowser(line), { binary: this.#binary })
    }
    if (this.#socket.bufferedAmount > queuedBytesMax) this.#holdServer()
  }

  #holdServer(): void {
    if (this.#upstream?.isPaused()) return
    this.#upstream?.pause()
    this.#watchStall(1008, 'the page reads too slowly')
    this.#resumeWhenRead()
  }

  /** `ws` has no event for this, so it is looked at a few times a second while it lasts. */
  #resumeWhenRead(): void {
    setTimeout(() => {
      if (this.#closing !== undefined) return
      if (this.#socket.bufferedAmount > queuedBytesMax / 2) return this.#resumeWhenRead()
      this.#forgetStall()
      this.#upstream?.resume()
    }, 50).unref()
  }

  #watchStall(code: number, reason: string): void {
    this.#stalled ??= setTimeout(() => this.close(code, reason), stalledMsMax).unref()
  }

  #forgetStall(): void {
    clearTimeout(this.#stalled)
    this.#stalled = undefined
  }

  #browserGone(code: number): void {
    const why = this.#closing ?? (code === 1006 ? 'the browser vanished' : `closed by ${code}`)
    this.#closing = why
    this.#hangUp()
    this.#forgetStall()
    this.#ended(why)
  }

  #hangUp(): void {
    const upstream = this.#upstream
    if (!upstream || upstream.destroyed) return
    // What the server still says has no reader: it must flow away, or the end never comes.
    upstream.resume()
    upstream.end()
    const timer = setTimeout(() => upstream.destroy(), hangUpMsMax).unref()
    upstream.once('close', () => clearTimeout(timer))
  }
}
