/** Somebody with a plain client, on whichever server. */
import { LineSocket } from './line-socket.ts'

export class Someone {
  readonly nick: string
  readonly line: LineSocket

  constructor(nick: string, line: LineSocket) {
    this.nick = nick
    this.line = line
    line.onLine = (text) => {
      const token = /^PING (.*)$/.exec(text)?.[1]
      if (token !== undefined) line.send(`PONG ${token}`)
    }
  }

  /** @param caps to ask for before registering; some servers know none */
  static async enters(port: number, nick: string, ...caps: string[]): Promise<Someone> {
    const line = await LineSocket.dial(port)
    const someone = new Someone(nick, line)
    if (caps.length) line.send(`CAP REQ :${caps.join(' ')}`)
    line.send(`NICK ${nick}`, `USER ${nick} 0 * :Real ${nick}`)
    if (caps.length) line.send('CAP END')
    await line.hears(/ 001 /)
    await line.hears(/ (?:376|422) /)
    return someone
  }

  send(...lines: string[]): void {
    this.line.send(...lines)
  }

  hears(pattern: RegExp): Promise<string> {
    return this.line.hears(pattern)
  }

  /** What the server answers between these lines and the answer to a PING. */
  async asks(...lines: string[]): Promise<string[]> {
    const token = `t${Math.random().toString(36).slice(2)}`
    const from = this.line.heard.length
    this.line.send(...lines, `PING ${token}`)
    await this.line.hears(RegExp(`PONG .*${token}`))
    return this.line.heard.slice(from, -1)
  }

  leaves(): void {
    this.line.drop()
  }
}
