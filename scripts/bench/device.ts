/** A device of a bouncer user, as an IRC client of today is one: it answers PING, and counts. */
import { once } from 'node:events'
import net from 'node:net'

/** Nothing is heard for so long: what is awaited will not come. */
const silentMs = 60_000

export class Device implements Disposable {
  readonly #socket: net.Socket
  #rest = ''
  #last = ''
  #onLine: (line: string) => void = () => {}

  constructor(socket: net.Socket) {
    this.#socket = socket
    socket.setEncoding('latin1').on('data', (text: string) => this.#read(text))
    socket.setTimeout(silentMs, () => socket.destroy(new Error('the bouncer is silent')))
  }

  /**
   * Signs in; the lines that were missed begin to come.
   * @param login what stands before the colon of PASS
   */
  static async connect(port: number, login: string, password: string): Promise<Device> {
    const socket = net.connect({ host: '127.0.0.1', port, noDelay: true })
    await once(socket, 'connect')
    const device = new Device(socket)
    const nick = login.split(/[/@]/)[0]
    device.send(`PASS :${login}:${password}\r\nNICK ${nick}\r\nUSER ${nick} 0 * :Benchmark\r\n`)
    return device
  }

  send(lines: string): void {
    this.#socket.write(lines)
  }

  /** Settles when so many lines have been heard that hold the word. */
  async hear(word: string, count = 1): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#socket.once('error', reject)
    this.#socket.once('close', () => reject(new Error(`the bouncer has gone: ${this.#last}`)))
    let left = count
    this.#onLine = (line) => {
      if (line.includes(word) && --left === 0) resolve()
    }
    await promise
  }

  [Symbol.dispose](): void {
    this.#socket.destroy()
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\r\n')
    this.#rest = lines.pop()!
    for (const line of lines) {
      this.#last = line
      if (line.startsWith('PING ')) this.send(`PONG ${line.slice(5)}\r\n`)
      this.#onLine(line)
    }
  }
}
