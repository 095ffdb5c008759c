/** One end of a connection that speaks lines, for tests: what it heard, and waiting for it. */
import { once } from 'node:events'
import net from 'node:net'
import { until } from '../until.ts'

export class LineSocket {
  /** Every whole line so far. */
  readonly heard: string[] = []
  closed = false
  /** Is given each line once it is in `heard`. */
  onLine: ((line: string) => void) | undefined
  readonly #socket: net.Socket
  #rest = ''
  /** Lines before this one have been waited for. */
  #next = 0

  constructor(socket: net.Socket) {
    this.#socket = socket
    socket.setEncoding('utf8').setNoDelay(true)
    socket.on('data', (text: string) => this.#read(text))
    socket.on('error', () => {})
    socket.on('close', () => {
      this.closed = true
    })
  }

  static async dial(port: number): Promise<LineSocket> {
    const socket = net.connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new LineSocket(socket)
  }

  /** In one write. */
  send(...lines: string[]): void {
    if (!this.#socket.destroyed) this.#socket.write(lines.map((line) => `${line}\r\n`).join(''))
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array | string): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes)
  }

  /** The first line that fits, from where the last wait ended. */
  async hears(pattern: RegExp): Promise<string> {
    let found: string | undefined
    const what = () => `${pattern} in:\n${this.heard.slice(-60).join('\n')}`
    await until(what, () => {
      while (found === undefined && this.#next < this.heard.length) {
        const line = this.heard[this.#next++]!
        if (pattern.test(line)) found = line
      }
      return found !== undefined
    })
    return found!
  }

  /** Waits from here on only for what comes now. */
  skip(): void {
    this.#next = this.heard.length
  }

  async ends(): Promise<void> {
    await until(
      () => `the end of a connection that said:\n${this.heard.slice(-20).join('\n')}`,
      () => this.closed,
    )
  }

  /** As if its machine had lost power. */
  drop(): void {
    this.#socket.destroy()
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop()!
    for (const raw of lines) {
      const line = raw.replace(/\r$/, '')
      if (line === '') continue
      this.heard.push(line)
      this.onLine?.(line)
    }
  }
}
