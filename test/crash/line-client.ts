/**
 * The plainest IRC client: it shows what is said, answers PING if it is of that kind, and comes
 * back whenever its connection is gone. It remembers nothing about what it was shown before, so a
 * line that is sent twice is shown twice.
 */
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Message, nickOf, parse } from '#wire/message.ts'
import type { HostPort } from '../network.ts'

const retryMs = 25

export interface ClientOptions {
  /** Where it connects, or how. */
  at: HostPort | (() => Duplex)
  /** It does not connect before this settles. */
  mayDial?: (() => Promise<void>) | undefined
  nick: string
  /** `account@device:password` for the bouncer. */
  pass?: string | undefined
  caps: string[]
  channels: string[]
  /** Unless it is false, PING is answered, as every real client does. */
  pongs?: boolean | undefined
}

/** One line in one of its windows. */
export interface Shown {
  /** The folded channel; for a private window `@` and the other's nick. */
  window: string
  text: string
  at: number
  /** Which of its connections it came on. */
  visit: number
}

export class LineClient {
  readonly options: ClientOptions
  readonly shown: Shown[] = []
  /** Every line of the present connection is given to it, after it was shown. */
  onLine: ((line: Message) => void) | undefined
  onGone: (() => void) | undefined
  /** There is a connection; it may not have got through its handshake. */
  live = false
  /** How many lines it had been shown when it last answered the bouncer's PING. */
  answered = 0
  /** Which of its connections it has, or had last. */
  visit = 0
  #socket: Duplex | undefined
  #dialling = false
  #rest = ''
  #missing = new Set<string>()
  #welcomed = false
  #wanted = false
  #leaving: (() => void) | undefined

  constructor(options: ClientOptions) {
    this.options = options
  }

  /** Connects, and does so again until `leave` or `stop`. */
  start(): void {
    this.#wanted = true
    // A second connection beside one that is still being made would show its lines again.
    if (!this.#socket) void this.#dial()
  }

  /** Its connection breaks. */
  drop(): void {
    this.#socket?.destroy()
  }

  /** Registered, and in every channel. */
  get ready(): boolean {
    return this.#welcomed && this.#missing.size === 0
  }

  send(...lines: string[]): void {
    this.#socket?.write(lines.map((line) => `${line}\r\n`).join(''))
  }

  /** Goes away at a moment when it has answered for everything that it was shown. */
  leave(): Promise<void> {
    this.#wanted = false
    if (!this.#socket) return Promise.resolve()
    return new Promise((resolve) => {
      this.#leaving = resolve
      // Where nothing is owed there may be no PING to wait for.
      if (this.answered === this.shown.length) this.#end()
    })
  }

  stop(): void {
    this.#wanted = false
    this.#socket?.destroy()
  }

  async #dial(): Promise<void> {
    if (this.#dialling) return
    this.#dialling = true
    await this.options.mayDial?.()
    this.#dialling = false
    if (this.#wanted && !this.#socket) this.#connect()
  }

  #connect(): void {
    const { at, nick, pass, caps } = this.options
    const socket = typeof at === 'function' ? at() : net.connect({ ...at, noDelay: true })
    this.#socket = socket
    this.visit++
    this.#rest = ''
    this.#welcomed = false
    this.#missing = new Set(this.options.channels)
    socket.setEncoding('utf8')
    socket.on('connect', () => {
      this.live = true
    })
    socket.on('data', (text: string) => this.#read(text, socket))
    socket.on('error', () => {})
    socket.on('close', () => this.#gone(socket))
    this.send(
      ...(pass === undefined ? [] : [`PASS ${pass}`]),
      'CAP LS 302',
      ...(caps.length > 0 ? [`CAP REQ :${caps.join(' ')}`] : []),
      'CAP END',
      `NICK ${nick}`,
      `USER ${nick} 0 * :${nick}`,
    )
  }

  async #gone(socket: Duplex): Promise<void> {
    if (this.#socket !== socket) return
    this.#socket = undefined
    this.live = false
    this.#welcomed = false
    this.onGone?.()
    this.#leaving?.()
    this.#leaving = undefined
    await sleep(retryMs)
    if (this.#wanted && !this.#socket) void this.#dial()
  }

  #read(text: string, socket: Duplex): void {
    const lines = (this.#rest + text).split('\r\n')
    this.#rest = lines.pop()!
    for (const line of lines) {
      // Whoever has left shows nothing more.
      if (socket !== this.#socket || socket.writableEnded) return
      const message = parse(line)
      if (message) this.#line(message)
    }
  }

  #line(message: Message): void {
    const { verb, params } = message
    if (verb === 'PING') this.#ping(params.at(-1) ?? '')
    else if (verb === '376' || verb === '422') this.#welcome()
    else if (verb === '366') this.#missing.delete((params[1] ?? '').toLowerCase())
    else if (verb === '433') this.send(`NICK ${this.options.nick}`)
    else if (verb === 'PRIVMSG') this.#show(message)
    this.onLine?.(message)
  }

  #show({ source, params: [to = '', text = ''] }: Message): void {
    const from = nickOf(source ?? '')
    const target = to.toLowerCase()
    const other = from === this.options.nick ? target : from
    const window = target.startsWith('#') ? target : `@${other}`
    this.shown.push({ window, text, at: Date.now(), visit: this.visit })
  }

  #welcome(): void {
    this.#welcomed = true
    const { channels } = this.options
    if (channels.length > 0) this.send(`JOIN ${channels.join(',')}`)
  }

  #ping(token: string): void {
    if (this.options.pongs === false) return
    this.send(`PONG :${token}`)
    if (!token.startsWith('bl-')) return
    this.answered = this.shown.length
    if (this.#leaving) this.#end()
  }

  #end(): void {
    this.#socket?.end()
    // The other side closes as well; it need not be in a hurry.
    this.#socket?.resume()
  }
}
