/**
 * A WebSocket that speaks lines and comes back by itself.
 *
 * When it breaks, it is dialled again after 1, 2, 4 … 30 seconds, each wait shortened by chance so
 * that a thousand pages do not return in one moment; the network's return or the page's coming
 * into view ends the wait at once. A socket that has said nothing for half a minute is asked, and
 * one that does not answer is given up: a half-open connection never looks alive.
 * Source: https://ircv3.net/specs/extensions/websocket
 */

export type SocketState =
  | { name: 'idle' }
  | { name: 'connecting' }
  | { name: 'open' }
  /** `at` is when the next attempt begins, in milliseconds since 1970. */
  | { name: 'waiting'; at: number; reason: string }

export interface LineSocketEvents {
  state(state: SocketState): void
  line(line: string): void
}

const firstWaitMs = 1000
const lastWaitMs = 30_000
const silenceMs = 30_000
const answerMs = 15_000
const dialMs = 20_000

export class LineSocket {
  readonly #url: string
  readonly #events: LineSocketEvents
  #socket: WebSocket | undefined
  #wanted = false
  #attempts = 0
  #retry: number | undefined
  #watch: number | undefined

  constructor(url: string, events: LineSocketEvents) {
    this.#url = url
    this.#events = events
    addEventListener('online', () => this.hurry())
    addEventListener('offline', () => this.#lost('offline'))
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.#wake()
    })
  }

  open(): void {
    this.#wanted = true
    this.#attempts = 0
    this.#dial()
  }

  /** Closes for good. */
  close(): void {
    this.#wanted = false
    this.#forget()
    this.#events.state({ name: 'idle' })
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

  /** @returns false when there is no open socket: the line was not sent. */
  send(line: string): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false
    this.#socket.send(line)
    return true
  }

  #dial(): void {
    this.#forget()
    this.#events.state({ name: 'connecting' })
    const socket = new WebSocket(this.#url, ['text.ircv3.net'])
    this.#socket = socket
    this.#watch = setTimeout(() => this.#lost('timeout'), dialMs)
    socket.onopen = () => {
      this.#listen()
      this.#events.state({ name: 'open' })
    }
    socket.onmessage = ({ data }) => {
      this.#listen()
      if (typeof data === 'string') this.#events.line(data)
    }
    socket.onclose = ({ code, reason }) => this.#lost(reason || String(code))
  }

  /** Something was heard; silence is measured from now. */
  #listen(): void {
    clearTimeout(this.#watch)
    this.#watch = setTimeout(() => this.#ask(silenceMs), silenceMs)
  }

  #ask(silent: number): void {
    clearTimeout(this.#watch)
    if (!this.send(`PING :${silent}`)) return this.#lost('closed')
    this.#watch = setTimeout(() => this.#lost('timeout'), answerMs)
  }

  /** A page that slept may hold a dead socket: find out now rather than in half a minute. */
  #wake(): void {
    if (this.#retry !== undefined) this.hurry()
    else if (this.#socket?.readyState === WebSocket.OPEN) this.#ask(0)
  }

  #lost(reason: string): void {
    if (!this.#wanted || this.#retry !== undefined) return
    this.#forget()
    const full = Math.min(lastWaitMs, firstWaitMs * 2 ** this.#attempts++)
    const waitMs = full * (0.6 + 0.4 * Math.random())
    this.#retry = setTimeout(() => this.#dial(), waitMs)
    this.#events.state({ name: 'waiting', at: Date.now() + waitMs, reason })
  }

  #forget(): void {
    clearTimeout(this.#retry)
    clearTimeout(this.#watch)
    this.#retry = undefined
    const socket = this.#socket
    this.#socket = undefined
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
  }
}
