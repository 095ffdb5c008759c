/** A page that resumes: the client's half of docs/web-resume.md, as short as it can be. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { until } from '../until.ts'

export class ResumingPage {
  readonly heard: string[] = []
  /** What the gate said of the session, without `RESUME `. */
  readonly told: string[] = []
  /** Where it connects next. */
  url: string
  readonly #protocols: string[]
  #token = ''
  #received = 0
  /** Messages that the gate has not acknowledged. */
  #unsure: string[] = []
  #sureOf = 0
  socket: WebSocket | undefined
  closed: { code: number; reason: string } | undefined

  constructor(url: string, protocols: string[] = ['text.ircv3.net']) {
    this.url = url
    this.#protocols = protocols
  }

  get token(): string {
    return this.#token
  }

  get received(): number {
    return this.#received
  }

  get unsure(): number {
    return this.#unsure.length
  }

  /** Opens a socket, and settles when the gate has said what became of the session. */
  async connect(options: { ack?: number; token?: string } = {}): Promise<string> {
    const socket = new WebSocket(`${this.url}?resume`, this.#protocols)
    const token = options.token ?? this.#token
    const ack = options.ack ?? this.#received
    this.socket = socket
    this.closed = undefined
    socket.on('error', () => {})
    socket.on('close', (code, reason) => {
      if (this.socket === socket) this.closed = { code, reason: reason.toString() }
    })
    socket.on('message', (data: Buffer) => {
      if (this.socket === socket) this.#hear(data.toString())
    })
    const before = this.told.length
    await once(socket, 'open')
    socket.send(token ? `RESUME ${token} ${ack}` : 'RESUME')
    await until('what became of the session', () => this.told.length > before || !!this.closed)
    return this.told[before] ?? ''
  }

  #hear(text: string): void {
    if (!text.startsWith('RESUME ')) {
      this.#received++
      this.heard.push(text)
      return
    }
    this.told.push(text.slice('RESUME '.length))
    const [, verb, word = ''] = text.split(' ')
    if (verb === 'NEW') this.#begin(word)
    else this.#forget(Number(word))
    // What the gate has not got is said again.
    if (verb === 'OK') for (const line of this.#unsure) this.socket!.send(line)
  }

  #begin(token: string): void {
    this.#token = token
    this.#received = 0
    this.#unsure = []
    this.#sureOf = 0
  }

  #forget(count: number): void {
    this.#unsure.splice(0, count - this.#sureOf)
    this.#sureOf = count
  }

  say(line: string): void {
    this.#unsure.push(line)
    if (this.socket!.readyState === WebSocket.OPEN) this.socket!.send(line)
  }

  acknowledge(): void {
    this.socket!.send(`RESUME ACK ${this.#received}`)
  }

  /** The network goes: nobody says goodbye. */
  break(): void {
    this.socket!.terminate()
  }
}
