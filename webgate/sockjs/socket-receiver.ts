/** A WebSocket that carries the frames of a SockJS session; the session ends with it. */
import type { WebSocket } from 'ws'
import { readMessages } from './payload.ts'
import type { Receiver, SockSession } from './session.ts'

/** Unsent bytes above which the session's lanes hold what follows. */
const unsentBytesMax = 64 * 1024
const missedPingsMax = 2
const closeMsMax = 3000

export class SocketReceiver implements Receiver {
  readonly #socket: WebSocket
  readonly #session: SockSession
  #missedPings = 0
  #ended = false

  constructor(socket: WebSocket, session: SockSession) {
    this.#socket = socket
    this.#session = session
    socket.on('message', (data: Buffer) => this.#hear(data))
    socket.on('pong', () => {
      this.#missedPings = 0
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#ended = true
      session.destroy('the browser left')
    })
  }

  #hear(data: Buffer): void {
    // COMPAT: an empty message is nothing, by the book of SockJS.
    if (data.length === 0) return
    const messages = readMessages(data.toString())
    if (messages) return this.#session.receive(messages)
    this.#session.destroy('broken JSON')
  }

  get ready(): boolean {
    return !this.#ended && this.#socket.bufferedAmount < unsentBytesMax
  }

  send(frame: string): void {
    if (this.#ended) return
    this.#socket.send(frame, (error) => {
      if (!error) this.#session.flush()
    })
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#socket.close(1000)
    setTimeout(() => this.#socket.terminate(), closeMsMax).unref()
  }

  /** Called every 25 seconds: asks the browser for a sign of life. */
  ping(): void {
    if (this.#ended) return
    if (this.#missedPings >= missedPingsMax) return this.#socket.terminate()
    this.#missedPings++
    this.#socket.ping()
  }
}
