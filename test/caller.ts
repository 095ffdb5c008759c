/** Whoever is at the other end of a real socket: it says what it is told to, also what is wrong. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { until } from './until.ts'

export class Caller<S extends Socket = Socket> implements AsyncDisposable {
  readonly socket: S
  /** What it has not looked at yet. */
  heard = ''

  constructor(socket: S) {
    this.socket = socket
    socket.on('error', () => {})
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.heard += text
    })
  }

  say(...lines: string[]): void {
    this.socket.write(lines.map((line) => `${line}\r\n`).join(''))
  }

  /** Waits for it, from behind what it heard last. @returns the first group that is there */
  async hear(pattern: RegExp): Promise<string> {
    await until(
      () => `${pattern} in ${this.heard}`,
      () => pattern.test(this.heard),
    )
    const [all, ...found] = pattern.exec(this.heard)!
    this.heard = this.heard.slice(this.heard.indexOf(all) + all.length)
    return found.find((one) => one !== undefined) ?? ''
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy()
    if (!this.socket.closed) await once(this.socket, 'close')
  }
}
