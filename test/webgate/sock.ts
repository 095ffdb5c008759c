/** A page on SockJS: the client that Kiwi IRC bundles, with what it heard in a list. */
import SockJS, { type Transport } from 'sockjs-client'
import { until } from '../until.ts'

export const transports: Transport[] = ['websocket', 'xhr-streaming', 'eventsource', 'xhr-polling']

export class Sock {
  readonly heard: string[] = []
  readonly client: SockJS
  closed: { code: number; reason: string } | undefined
  isOpen = false
  #read = 0

  constructor(url: string, transport: Transport) {
    this.client = new SockJS(url, null, { transports: [transport] })
    this.client.onopen = () => {
      this.isOpen = true
    }
    this.client.onmessage = ({ data }) => this.heard.push(data)
    this.client.onclose = ({ code, reason }) => {
      this.closed = { code, reason }
    }
  }

  static async open(url: string, transport: Transport): Promise<Sock> {
    const sock = new Sock(url, transport)
    await until('the session to open', () => sock.isOpen)
    return sock
  }

  say(...messages: string[]): void {
    for (const message of messages) this.client.send(message)
  }

  /** The next message. */
  async next(): Promise<string> {
    await until(
      () => `a message after ${JSON.stringify(this.heard)}`,
      () => this.heard.length > this.#read,
    )
    return this.heard[this.#read++]!
  }

  async end(): Promise<{ code: number; reason: string }> {
    await until('the end of the session', () => this.closed !== undefined)
    return this.closed!
  }

  /** As a tab does it that is closed. */
  leave(): void {
    this.client.close()
  }
}
