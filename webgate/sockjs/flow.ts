/**
 * One IRC conversation inside a SockJS session: a bounded queue each way, and when one of them
 * stays full this conversation ends, and no other waits for it.
 */

import type { Upstream, UpstreamEnd } from '../upstream/conversation.ts'
import type { Destination, Introduced } from '../upstream/destinations.ts'
import { lineFromBrowser } from '../upstream/lines.ts'
import { Stall } from '../upstream/stall.ts'
import type { Charset } from './charset.ts'
import type { Lane } from './lane.ts'
import { Pace } from './pace.ts'

/** `queue-full`: one side did not read; `broken-line`: CR, LF or NUL inside a message. */
export type FlowEnd = UpstreamEnd | 'queue-full' | 'broken-line' | 'too-long'

export interface FlowOptions {
  lane: Lane
  /** Bytes of one line of the browser. */
  lineBytesMax: number
  charset: Charset
  /** Stands before each line towards the browser. */
  prefix: string
  connected?: (() => void) | undefined
  /** Called once, unless `close` was. */
  ended: (end: FlowEnd, error?: Error | undefined) => void
}

/** Bytes that the browser may say before the server is there, or faster than it reads. */
const waitingBytesMax = 64 * 1024

export class Flow {
  readonly #options: FlowOptions
  readonly #stall = new Stall(() => this.#end('queue-full'))
  #upstream: Upstream | undefined
  #pace: Pace | undefined
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #blocked = false
  #over = false

  constructor(options: FlowOptions) {
    this.#options = options
    options.lane.onDrained = () => {
      this.#stall.over()
      this.#upstream?.resume()
    }
  }

  /** Whether a server has been asked for. */
  get opened(): boolean {
    return this.#upstream !== undefined
  }

  open(destination: Destination, visitor: Introduced): void {
    const { linesPerSecond } = destination
    if (linesPerSecond) this.#pace = new Pace(linesPerSecond, () => this.#flush())
    this.#upstream = destination.open(visitor, {
      connected: () => {
        this.#options.connected?.()
        this.#flush()
      },
      lines: (lines) => this.#fromServer(lines),
      drained: () => {
        this.#blocked = false
        this.#flush()
      },
      ended: (end, error) => this.#end(end, error),
    })
  }

  /** @param text a line of the browser */
  say(text: string): void {
    const line = lineFromBrowser(this.#options.charset.encode(text))
    if (line === undefined || this.#over) return
    if (line === 'broken') return this.#end('broken-line')
    if (line.length - 2 > this.#options.lineBytesMax) return this.#end('too-long')
    this.#waiting.push(line)
    this.#waitingBytes += line.length
    this.#flush()
    if (this.#waitingBytes > waitingBytesMax) this.#end('queue-full')
  }

  #flush(): void {
    while (this.#waiting.length > 0 && this.#upstream?.connected && !this.#blocked) {
      if (this.#pace && !this.#pace.take()) return
      const line = this.#waiting.shift()!
      this.#waitingBytes -= line.length
      this.#blocked = !this.#upstream.write(line)
    }
  }

  #fromServer(lines: Buffer[]): void {
    const { lane, charset, prefix } = this.#options
    for (const line of lines) {
      this.#pace?.heed(line)
      lane.push(prefix + charset.decode(line))
    }
    if (!lane.full) return
    this.#upstream?.pause()
    this.#stall.begin(1008, 'the page reads too slowly')
  }

  #end(end: FlowEnd, error?: Error): void {
    if (this.#over) return
    // What waits has nobody to read it; that it is lost is what the browser is told next.
    if (end === 'queue-full') this.#options.lane.clear()
    this.close()
    this.#options.ended(end, error)
  }

  /** Ends the conversation with the server. */
  close(): void {
    this.#over = true
    this.#options.lane.onDrained = undefined
    this.#stall.over()
    this.#pace?.stop()
    this.#upstream?.hangUp()
  }
}
