/** A page here whose session lives in another gate: see `siblings.ts`. */
import type { WebSocket } from 'ws'
import type { LineSocket } from './line-socket.ts'
import type { Resumed } from './siblings.ts'

/** Unsent bytes above which whoever sends them is not read. */
const queueBytesMax = 256 * 1024
/** `ws` has no event for a buffer that empties. */
const lookMs = 50
const lineEndBytes = 2

export class Forwarded {
  readonly #page: LineSocket
  readonly #far: WebSocket
  readonly #ended: (why: string) => void
  #looking: NodeJS.Timeout | undefined

  /** @param ended called once */
  constructor(page: LineSocket, { socket, heard }: Resumed, ended: (why: string) => void) {
    this.#page = page
    this.#far = socket
    this.#ended = ended
    page.send(heard)
    socket.on('message', (data: Buffer) => {
      page.send([data])
      if (page.full) socket.pause()
    })
    socket.on('close', (code, reason) => {
      const isTold = code >= 1000 && code !== 1005 && code !== 1006
      page.close(isTold ? code : 1011, isTold ? String(reason) : 'the gate of this session is gone')
    })
    if (socket.readyState === socket.CLOSED) page.close(1011, 'the gate of this session is gone')
    page.resume()
  }

  /** @param line of the page, with CR LF */
  hear(line: Buffer): void {
    this.#far.send(line.subarray(0, line.length - lineEndBytes))
    if (this.#far.bufferedAmount <= queueBytesMax || this.#looking) return
    this.#page.pause()
    this.#looking = setInterval(() => {
      if (this.#far.bufferedAmount <= queueBytesMax / 2) this.#readOn()
    }, lookMs)
  }

  drained(): void {
    this.#far.resume()
  }

  /** The page's socket is gone; the session may be waiting for its next one. */
  detach(_socket: LineSocket, why: string, code: number): void {
    clearInterval(this.#looking)
    this.#far.resume()
    if (code === 1000) this.#far.close(1000)
    else this.#far.terminate()
    this.#ended(why)
  }

  ping(): void {
    this.#page.ping()
  }

  close(code: number, reason: string): void {
    this.#page.close(code, reason)
  }

  terminate(why: string): void {
    this.#page.terminate(why)
  }

  #readOn(): void {
    clearInterval(this.#looking)
    this.#looking = undefined
    this.#page.resume()
  }
}
