/**
 * A WebSocket that speaks lines and comes back by itself, where the gate allows to the same
 * session: then nothing is lost and nobody sees a break.
 *
 * When it breaks, it is dialled again after 1, 2, 4 … 30 seconds, each wait shortened by chance so
 * that a thousand pages do not return in one moment; the network's return or the page's coming
 * into view ends the wait at once. A socket that has said nothing for half a minute or so is asked, and
 * one that does not answer is given up: a half-open connection never looks alive.
 * Sources: https://ircv3.net/specs/extensions/websocket, docs/web-resume.md
 */
import { Resumption } from './resumption.ts'

export type SocketState =
  | { name: 'idle' }
  | { name: 'connecting' }
  | { name: 'open' }
  /** `at` is when the next attempt begins, in milliseconds since 1970. */
  | { name: 'waiting'; at: number; reason: string }

export interface LineSocketEvents {
  state(state: SocketState): void
  line(line: string): void
  /** A new session begins; the server knows nothing of us. */
  begun(): void
  /** The session of before goes on: lines can be sent again. */
  resumed(): void
  /** The session is lost, and nobody comes back to it. Never without `begun` before it. */
  lost(): void
}

const firstWaitMs = 1000
const lastWaitMs = 30_000
const silenceMs = 30_000
const answerMs = 15_000
const dialMs = 20_000
/** A gate that knows sessions answers at once; after this long it does not. */
const helloMs = 3000
const acknowledgeMs = 3000

/** What the page closes with: it left, or it means to come back. */
const leftCode = 1000
const brokenCode = 4000
/** The gate's own closings, behind which there is no session any more. */
const overCodes = new Set([1000, 1008, 1011, 1013, 4001])

export class LineSocket {
  readonly #url: string
  readonly #events: LineSocketEvents
  readonly #session = new Resumption()
  #socket: WebSocket | undefined
  #wanted = false
  /** Between `begun` and `lost`. */
  #alive = false
  #attempts = 0
  #retry: number | undefined
  #watch: number | undefined
  #watching: 'opening' | 'silence' | 'answer' = 'opening'
  /** Since it was last looked at. */
  #heard = false
  #hello: number | undefined
  #acknowledge: number | undefined
  #expiry: number | undefined

  constructor(url: string, events: LineSocketEvents) {
    this.#url = `${url}?resume`
    this.#events = events
    addEventListener('online', this)
    addEventListener('offline', this)
    addEventListener('pagehide', this)
    document.addEventListener('visibilitychange', this)
  }

  /** @internal The page's own events. */
  handleEvent(event: Event): void {
    if (event.type === 'online') this.hurry()
    else if (event.type === 'offline') this.#broke('offline')
    else if (event.type === 'pagehide') {
      // A page that the browser may bring back as it was keeps its session.
      if (!(event as PageTransitionEvent).persisted) this.#socket?.close(leftCode)
    } else if (document.visibilityState === 'visible') this.#wake()
  }

  open(): void {
    this.#wanted = true
    this.#attempts = 0
    this.#dial()
  }

  /** Closes for good. */
  close(): void {
    this.#wanted = false
    this.#forget(leftCode)
    this.#end()
    this.#events.state({ name: 'idle' })
  }

  /** Closes, and hears nothing of the page any more. */
  dispose(): void {
    this.close()
    for (const name of ['online', 'offline', 'pagehide']) removeEventListener(name, this)
    document.removeEventListener('visibilitychange', this)
  }

  /** The conversation is under way: the next break counts from the beginning. */
  settled(): void {
    this.#attempts = 0
  }

  /** Ends a wait. */
  hurry(): void {
    if (this.#retry === undefined) return
    this.#attempts = 0
    this.#dial()
  }

  /** @returns false when it was not taken. What was taken arrives, also after a break. */
  send(line: string): boolean {
    if (!this.#session.settled || this.#socket?.readyState !== WebSocket.OPEN) return false
    this.#session.say(line)
    this.#socket.send(line)
    return true
  }

  #dial(): void {
    this.#forget(brokenCode)
    this.#events.state({ name: 'connecting' })
    const socket = new WebSocket(this.#url, ['text.ircv3.net'])
    this.#socket = socket
    this.#watching = 'opening'
    this.#watch = setTimeout(() => this.#broke('timeout'), dialMs)
    socket.onopen = () => {
      this.#listen()
      socket.send(this.#session.hello())
      this.#hello = setTimeout(() => this.#begin(), helloMs)
    }
    socket.onmessage = ({ data }) => {
      this.#listen()
      if (typeof data === 'string') this.#hear(data)
    }
    socket.onclose = ({ code, reason }) => {
      if (overCodes.has(code)) this.#end()
      this.#broke(reason || String(code))
    }
  }

  #hear(text: string): void {
    const first = !this.#session.settled
    const heard = this.#session.hear(text)
    if (heard === 'new') return this.#begin()
    if (heard === 'resumed') return this.#resume()
    if (heard === 'own') return
    if (first) {
      this.#begin()
      // COMPAT: the server of a gateway without sessions does not know the word.
      if (/^(:\S+ )?4[25]1 .*RESUME/.test(text)) return
    }
    this.#oweAcknowledgement()
    this.#events.line(text)
  }

  #begin(): void {
    this.#calm()
    this.#session.settle()
    if (this.#alive) this.#events.lost()
    this.#alive = true
    this.#events.state({ name: 'open' })
    this.#events.begun()
  }

  #resume(): void {
    this.#calm()
    for (const line of this.#session.unsure) this.#socket!.send(line)
    this.#attempts = 0
    this.#events.state({ name: 'open' })
    this.#events.resumed()
  }

  /** The gate has answered in time. */
  #calm(): void {
    clearTimeout(this.#hello)
    clearTimeout(this.#expiry)
    this.#expiry = undefined
  }

  /** The gate keeps what it was not told that we have. */
  #oweAcknowledgement(): void {
    if (!this.#session.owes) return
    if (this.#session.isMuch) return this.#sendAcknowledgement()
    this.#acknowledge ??= setTimeout(() => this.#sendAcknowledgement(), acknowledgeMs)
  }

  #sendAcknowledgement(): void {
    clearTimeout(this.#acknowledge)
    this.#acknowledge = undefined
    if (this.#socket?.readyState !== WebSocket.OPEN || !this.#session.owes) return
    this.#socket.send(this.#session.acknowledgement())
  }

  /** Something was heard. A timer for each line, or a look at the clock, would cost more than it. */
  #listen(): void {
    this.#heard = true
    if (this.#watching === 'silence') return
    clearTimeout(this.#watch)
    this.#watching = 'silence'
    this.#watch = setTimeout(() => this.#wonder(), silenceMs)
  }

  #wonder(): void {
    if (!this.#heard) return this.#ask(silenceMs)
    this.#heard = false
    this.#watch = setTimeout(() => this.#wonder(), silenceMs)
  }

  #ask(silent: number): void {
    clearTimeout(this.#watch)
    if (!this.send(`PING :${silent}`)) return this.#broke('closed')
    this.#watching = 'answer'
    this.#watch = setTimeout(() => this.#broke('timeout'), answerMs)
  }

  /** A page that slept may hold a dead socket: find out now rather than in half a minute. */
  #wake(): void {
    if (this.#retry !== undefined) this.hurry()
    else if (this.#socket?.readyState === WebSocket.OPEN) this.#ask(0)
  }

  #broke(reason: string): void {
    if (!this.#wanted || this.#retry !== undefined) return
    this.#forget(brokenCode)
    const away = this.#session.awayMsMax
    if (away === 0) this.#end()
    else this.#expiry ??= setTimeout(() => this.#end(), away)
    const full = Math.min(lastWaitMs, firstWaitMs * 2 ** this.#attempts++)
    const waitMs = full * (0.6 + 0.4 * Math.random())
    this.#retry = setTimeout(() => this.#dial(), waitMs)
    this.#events.state({ name: 'waiting', at: Date.now() + waitMs, reason })
  }

  #end(): void {
    clearTimeout(this.#expiry)
    this.#expiry = undefined
    this.#session.forget()
    if (!this.#alive) return
    this.#alive = false
    this.#events.lost()
  }

  #forget(code: number): void {
    for (const timer of [this.#retry, this.#watch, this.#hello, this.#acknowledge]) {
      clearTimeout(timer)
    }
    this.#retry = this.#acknowledge = undefined
    const socket = this.#socket
    this.#socket = undefined
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close(code)
  }
}
