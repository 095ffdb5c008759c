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
import type { Upstream, UpstreamEnd, UpstreamEvents } from '../upstream/conversation.ts'
import { Stall } from '../upstream/stall.ts'
import { LineSocket, type Wire } from './line-socket.ts'

export interface BridgeOptions {
  wire: Wire
  /** Unsent bytes towards the browser above which its server is not read. */
  queueBytesMax: number
  /** Lines of the browser wait in its socket until it is connected. */
  open: (events: UpstreamEvents) => Upstream
  /** Called once, when the browser is gone. */
  ended: (why: string) => void
}

/** What a browser is told. */
export const endings: Record<UpstreamEnd, [code: number, reason: string]> = {
  closed: [1000, 'the server closed the connection'],
  broken: [1011, 'the connection to the server broke'],
  endless: [1011, 'the server sent a line without end'],
  unreachable: [1013, 'the server cannot be reached, try again later'],
}

export class Bridge {
  readonly #socket: LineSocket
  readonly #upstream: Upstream
  readonly #pageStall = new Stall((code, reason) => this.close(code, reason))
  readonly #serverStall = new Stall((code, reason) => this.close(code, reason))

  constructor({ wire, queueBytesMax, open, ended }: BridgeOptions) {
    this.#socket = new LineSocket(wire, queueBytesMax, {
      line: (line) => this.#fromBrowser(line),
      drained: () => {
        this.#pageStall.over()
        this.#upstream.resume()
      },
      gone: (why) => {
        this.#upstream.hangUp()
        this.#pageStall.over()
        this.#serverStall.over()
        ended(why)
      },
    })
    this.#upstream = open({
      connected: () => this.#socket.resume(),
      lines: (lines) => this.#fromServer(lines),
      drained: () => {
        this.#serverStall.over()
        this.#socket.resume()
      },
      ended: (end) => this.close(...endings[end]),
    })
  }

  ping(): void {
    this.#socket.ping()
  }

  /** Ends both sides. The browser is told why. */
  close(code: number, reason: string): void {
    this.#upstream.hangUp()
    this.#socket.close(code, reason)
  }

  terminate(why: string): void {
    this.#socket.terminate(why)
  }

  #fromBrowser(line: Buffer): void {
    if (this.#upstream.write(line)) return
    this.#socket.pause()
    this.#serverStall.begin(1013, 'the server does not read, try again later')
  }

  #fromServer(lines: Buffer[]): void {
    this.#socket.send(lines)
    if (!this.#socket.full) return
    this.#upstream.pause()
    this.#pageStall.begin(1008, 'the page reads too slowly')
  }
}
