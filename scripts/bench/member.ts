/**
 * One client of the load: a bare socket. While a channel talks it only counts bytes; it looks at
 * text as long as something is awaited, to get in.
 */
import { once } from 'node:events'
import net from 'node:net'

/** What is read is counted and forgotten: one buffer serves all sockets of the process. */
const buffer = Buffer.allocUnsafeSlow(256 * 1024)

/** More text than any awaited word and the line it stands in. */
const tailChars = 600

/** A thousand who join one channel at once take some seconds. */
const answerMs = 60_000

export class Member {
  readonly nick: string
  readonly #socket: net.Socket
  /** Bytes that were read. */
  heard = 0
  /** Called at each read with the number of bytes. */
  onHeard: (bytes: number) => void = () => {}
  #awaited: { word: string; resolve: () => void; reject: (error: Error) => void } | undefined
  #tail = ''

  constructor(nick: string, socket: net.Socket) {
    this.nick = nick
    this.#socket = socket
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#awaited?.reject(new Error(`${nick} lost its connection: ${this.#tail.slice(-200)}`))
    })
  }

  static async connect(port: number, nick: string): Promise<Member> {
    let member: Member | undefined
    const onread = {
      buffer,
      callback: (bytes: number) => {
        member?.read(bytes)
        return true
      },
    }
    const socket = net.connect({ host: '127.0.0.1', port, noDelay: true, onread })
    await once(socket, 'connect')
    member = new Member(nick, socket)
    return member
  }

  read(bytes: number): void {
    this.heard += bytes
    if (this.#awaited) this.#look(bytes)
    this.onHeard(bytes)
  }

  send(lines: string): void {
    this.#socket.write(lines, 'latin1')
  }

  /** Sends, and settles when a text has come that holds the word. */
  async ask(lines: string, word: string): Promise<void> {
    this.#tail = ''
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#awaited = { word, resolve, reject }
    const late = () => reject(new Error(`${this.nick} waits for${word}in vain: ${this.#tail}`))
    const timer = setTimeout(late, answerMs)
    this.send(lines)
    await promise.finally(() => clearTimeout(timer))
  }

  /** Settles when the server has closed the connection too. */
  async leave(): Promise<void> {
    if (this.#socket.destroyed) return
    const closed = once(this.#socket, 'close')
    this.send('QUIT\r\n')
    await closed
  }

  close(): void {
    this.#socket.destroy()
  }

  #look(bytes: number): void {
    const text = this.#tail + buffer.toString('latin1', 0, bytes)
    const { word, resolve } = this.#awaited!
    if (text.includes(word)) {
      this.#awaited = undefined
      this.#tail = ''
      resolve()
    } else {
      this.#tail = text.slice(-tailChars)
    }
  }
}
