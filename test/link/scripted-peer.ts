/**
 * A server that plays by a script: it says what a test tells it to, answers PING, and keeps a view
 * of what it is told. It is the judge of bursts, and the hostile peer.
 */
import { once } from 'node:events'
import net from 'node:net'
import { LineSocket } from './line-socket.ts'
import { View } from './view.ts'

/** What Solanum says at this revision, and ircd-hybrid 8.2.43. */
export const solanumCaps =
  'BAN CHW CLUSTER EBMASK ECHO ENCAP EOPMOD EUID EX IE KLN KNOCK MLOCK QS REMOVE RSFNC RSFNCF SAVE SERVICES STAG TB UNKLN'
export const hybridCaps =
  'MLOCK KNOCK KLN TBURST RESYNC ENCAP UNKLN DLN UNDLN RHOST CLUSTER EOB HOP'

export interface Script {
  name?: string
  sid?: string
  password?: string
  dialect?: 'solanum' | 'hybrid'
  caps?: string
}

export class ScriptedPeer {
  readonly line: LineSocket
  readonly view = new View()
  readonly name: string
  readonly sid: string
  /** Turned off to play a peer that hangs. */
  answersPings = true
  readonly #script: Script

  constructor(line: LineSocket, script: Script = {}) {
    this.line = line
    this.#script = script
    this.name = script.name ?? 'peer.test'
    this.sid = script.sid ?? '9PA'
    line.onLine = (text) => {
      this.view.read(text)
      const from = /^(?:@\S+ )?(?::\S+ )?PING :?(\S+)/.exec(text)?.[1]
      if (from && this.answersPings)
        this.send(`:${this.sid} PONG ${this.name} :${this.#idOf(from)}`)
    }
  }

  static async dial(port: number, script: Script = {}): Promise<ScriptedPeer> {
    return new ScriptedPeer(await LineSocket.dial(port), script)
  }

  /** Says who it is. */
  greet(): void {
    const { password = 'linkpass', dialect = 'solanum' } = this.#script
    const caps = this.#script.caps ?? (dialect === 'solanum' ? solanumCaps : hybridCaps)
    const server = dialect === 'solanum' ? `${this.name} 1` : `${this.name} 1 ${this.sid} +`
    this.line.send(
      `PASS ${password} TS 6 :${this.sid}`,
      `CAPAB :${caps}`,
      `SERVER ${server} :a scripted peer`,
    )
  }

  /** Greets, and settles when the other end has said all that it knows. */
  async links(): Promise<void> {
    this.greet()
    await this.linked()
  }

  /** As `links`, where the greeting is on its way already. @returns the other's id */
  async linked(): Promise<string> {
    const theirs = await this.hears(/^(?:@\S+ )?SERVER /)
    const sid = / 1 (\d..) \+/.exec(theirs)?.[1] ?? this.#passed()
    this.send(`:${this.sid} SVINFO 6 6 0 :${now()}`)
    await this.hears(/^(?:@\S+ )?(?::\S+ )?PING /)
    if (this.#script.dialect === 'hybrid') this.send(`:${this.sid} EOB`)
    this.send(`:${this.sid} PING ${this.name} :${sid}`)
    await this.hears(/PONG /)
    return sid
  }

  /** In one write, and believed by its own view. */
  send(...lines: string[]): void {
    for (const line of lines) this.view.read(line)
    this.line.send(...lines)
  }

  hears(pattern: RegExp): Promise<string> {
    return this.line.hears(pattern)
  }

  /** Introduces a user of its own. */
  brings(nick: string, number: number, ts = now()): string {
    const uid = `${this.sid}${(10 ** 6 + number).toString(36).toUpperCase().padStart(6, 'A')}`
    const rest =
      this.#script.dialect === 'hybrid'
        ? `UID ${nick} 1 ${ts} +i ${nick} host.test real.test 192.0.2.7 ${uid} * :Scripted ${nick}`
        : `EUID ${nick} 1 ${ts} +i ${nick} host.test 192.0.2.7 ${uid} real.test * :Scripted ${nick}`
    this.send(`:${this.sid} ${rest}`)
    return uid
  }

  drop(): void {
    this.line.drop()
  }

  /** Solanum says its id with the password. */
  #passed(): string {
    const line = this.line.heard.find((one) => /^(?:@\S+ )?PASS /.test(one)) ?? ''
    return / TS 6 :?(\d..)$/.exec(line)?.[1] ?? ''
  }

  /** A PONG goes to the id of whoever asked by its name. */
  #idOf(from: string): string {
    for (const [id, { name }] of this.view.servers) if (name === from) return id
    return from
  }
}

/** Waits for servers that dial it, one after the other. */
export class ScriptedDoor implements AsyncDisposable {
  readonly port: number
  readonly #server: net.Server
  readonly #came: LineSocket[] = []
  readonly #waiting: ((line: LineSocket) => void)[] = []

  static async open(): Promise<ScriptedDoor> {
    const server = net.createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new ScriptedDoor(server)
  }

  constructor(server: net.Server) {
    this.#server = server
    this.port = (server.address() as net.AddressInfo).port
    server.on('connection', (socket) => {
      const line = new LineSocket(socket)
      const next = this.#waiting.shift()
      if (next) next(line)
      else this.#came.push(line)
    })
  }

  next(): Promise<LineSocket> {
    const line = this.#came.shift()
    if (line) return Promise.resolve(line)
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const line of this.#came) line.drop()
    this.#server.close()
  }
}

/** Seconds since 1970. */
export function now(): number {
  return Math.floor(Date.now() / 1000)
}
