/**
 * A SockJS session: messages both ways, over whatever receiver is there at the moment.
 * Frames towards the browser: `o` opened, `h` heartbeat, `a[…]` messages, `c[code,"reason"]`.
 * Source: https://sockjs.github.io/sockjs-protocol/sockjs-protocol-0.3.3.html
 */
import { Lane } from './lane.ts'

/** A way to the browser: a WebSocket, or the answer to one request. */
export interface Receiver {
  /** Whether it takes a frame now; when not, it asks `flush` of its session later. */
  readonly ready: boolean
  send(frame: string): void
  /** No frame follows. */
  end(): void
}

/** What is said in a session. */
export interface Conversation {
  receive(message: string): void
  /** The browser is gone, or the session was closed. Called once. */
  gone(): void
}

export interface SessionOptions {
  heartbeatMs: number
  /** How long it lives without a receiver. */
  graceMs: number
  /** Bytes that may wait in each lane. */
  queueBytesMax: number
  /** Called once, when the session is over. */
  ended: (why: string) => void
}

/** Characters that one lane puts into a frame before it is the next one's turn. */
const turnChars = 8 * 1024
const stillOpen = closing(2010, 'Another connection still open')

export class SockSession {
  readonly #options: SessionOptions
  readonly #lanes = new Set<Lane>()
  readonly #leaving = new WeakSet<Lane>()
  /** Receivers that were given frames of this session. */
  readonly #served = new WeakSet<Receiver>()
  #conversation: Conversation | undefined
  #receiver: Receiver | undefined
  #greeted = false
  #goodbye: string | undefined
  #over = false
  #flushing: NodeJS.Immediate | undefined
  #grace: NodeJS.Timeout | undefined
  #heartbeat: NodeJS.Timeout | undefined

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** Called once, before the first receiver. */
  converse(conversation: Conversation): void {
    this.#conversation = conversation
  }

  get over(): boolean {
    return this.#over
  }

  /** A new queue towards the browser. */
  lane(): Lane {
    const lane = new Lane(this.#options.queueBytesMax, () => this.#flushSoon())
    this.#lanes.add(lane)
    return lane
  }

  /** Those in use, and those that were left and have not been read to their end. */
  get lanes(): number {
    return this.#lanes.size
  }

  /** The lane is left out as soon as it is empty. */
  leave(lane: Lane): void {
    lane.onDrained = undefined
    if (lane.empty) this.#lanes.delete(lane)
    else this.#leaving.add(lane)
  }

  /** A second receiver is sent away: the first may still be needed. */
  attach(receiver: Receiver): void {
    if (this.#receiver) {
      receiver.send(stillOpen)
      return receiver.end()
    }
    clearTimeout(this.#grace)
    this.#served.add(receiver)
    this.#receiver = receiver
    if (!this.#greeted) {
      this.#greeted = true
      this.#send('o')
    }
    this.#beatLater()
    this.flush()
  }

  /** A receiver is gone; with `lost`, frames that it took have not left: no later one has them. */
  detach(receiver: Receiver, lost: boolean): void {
    if (lost && this.#served.has(receiver)) this.destroy('messages were lost on their way')
    if (this.#receiver !== receiver || this.#over) return
    this.#receiver = undefined
    clearTimeout(this.#heartbeat)
    this.#grace = setTimeout(() => this.destroy('no receiver'), this.#options.graceMs).unref()
  }

  /** Messages of the browser. */
  receive(messages: readonly string[]): void {
    for (const message of messages) {
      if (this.#over || this.#goodbye !== undefined) return
      this.#conversation?.receive(message)
    }
  }

  #flushSoon(): void {
    this.#flushing ??= setImmediate(() => this.flush())
  }

  /** Gives the receiver what it takes: each lane in its turn. */
  flush(): void {
    clearImmediate(this.#flushing)
    this.#flushing = undefined
    while (this.#receiver?.ready) {
      const messages: string[] = []
      for (const lane of this.#lanes) {
        messages.push(...lane.take(turnChars))
        if (lane.empty && this.#leaving.has(lane)) this.#lanes.delete(lane)
      }
      if (messages.length === 0) break
      this.#send(`a${JSON.stringify(messages)}`)
    }
    if (this.#goodbye !== undefined && this.#receiver?.ready) this.#sayGoodbye()
  }

  #send(frame: string): void {
    this.#beatLater()
    this.#receiver?.send(frame)
  }

  #beatLater(): void {
    clearTimeout(this.#heartbeat)
    this.#heartbeat = setTimeout(() => this.#beat(), this.#options.heartbeatMs).unref()
  }

  #beat(): void {
    if (this.#receiver?.ready) this.#send('h')
    else this.#beatLater()
  }

  /** Ends the session when what waits has left; later receivers hear the same goodbye. */
  close(code: number, reason: string): void {
    if (this.#goodbye !== undefined || this.#over) return
    this.#goodbye = closing(code, reason)
    this.#conversation?.gone()
    this.flush()
  }

  #sayGoodbye(): void {
    const receiver = this.#receiver!
    receiver.send(this.#goodbye!)
    receiver.end()
    this.destroy('closed')
  }

  /** Ends it at once. */
  destroy(why: string): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#grace)
    clearTimeout(this.#heartbeat)
    clearImmediate(this.#flushing)
    const receiver = this.#receiver
    this.#receiver = undefined
    receiver?.end()
    if (this.#goodbye === undefined) this.#conversation?.gone()
    this.#options.ended(why)
  }
}

function closing(code: number, reason: string): string {
  return `c${JSON.stringify([code, reason])}`
}
