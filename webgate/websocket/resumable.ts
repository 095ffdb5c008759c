/**
 * A conversation that outlives its socket. The page that comes back gets exactly the lines that it
 * missed, and sends exactly those that were lost on their way here; the server sees nothing of it.
 * `docs/web-resume.md` specifies it for those who write pages. In short, on top of the IRCv3
 * WebSocket protocol, in either of its subprotocols:
 *
 * | who | says | when |
 * |---|---|---|
 * | page | `?resume` in the URL | it knows of this, and its first message is one of the next two |
 * | page | `RESUME` | it wants a session that can be resumed |
 * | page | `RESUME <token> <n>` | its socket broke after n messages |
 * | gate | `RESUME NEW <token> <seconds>` | first message: the session is new; remember the token |
 * | gate | `RESUME OK <n>` | first message: n of yours have come; what you missed follows |
 * | both | `RESUME ACK <n>` | n messages of yours have come so far; forget them |
 *
 * Counted are all messages that do not begin with `RESUME`, each side for itself, from the first
 * socket on. The token stands in no URL: those are written into logs. A session that cannot be resumed is answered by `RESUME NEW`.
 *
 * While no page is there the gate answers the IRC server's PING, and replays it like any line. Not
 * the bouncer's: it learns by PONG how far a device has really read.
 */
import { randomBytes } from 'node:crypto'
import type { Upstream, UpstreamEnd, UpstreamEvents } from '../upstream/conversation.ts'
import { Stall } from '../upstream/stall.ts'
import { endings } from './bridge.ts'
import { Kept } from './kept.ts'
import type { LineSocket } from './line-socket.ts'

const tokenBytes = 32
/** The page left on purpose; with any other code it may come back. */
const leftOnPurpose = 1000
const takenOver = 4001

export interface ResumableOptions {
  /** Begins the token: the gate's name, where there are several. */
  gate?: string | undefined
  /** How long a page may be away, in milliseconds. */
  awayMsMax: number
  /** Bytes of lines that are kept until the page acknowledges them. */
  keptBytesMax: number
  answersPing: boolean
  open: (events: UpstreamEvents) => Upstream
  /** Called once: nobody can come back to it. */
  ended: (why: string) => void
}

export class Resumable {
  readonly token: string
  readonly #options: ResumableOptions
  readonly #upstream: Upstream
  readonly #kept: Kept
  readonly #pageStall = new Stall((code, reason) => this.close(code, reason))
  readonly #serverStall = new Stall((code, reason) => this.close(code, reason))
  #socket: LineSocket | undefined
  /** Messages of the page that were taken. */
  #received = 0
  /** The page has acknowledged something, and its socket was too full for an answer. */
  #owesAnswer = false
  #away: NodeJS.Timeout | undefined
  #connected = false
  /** The server's conversation is over, and how: what is kept may still be fetched. */
  #end: UpstreamEnd | undefined
  #closed = false

  constructor(options: ResumableOptions) {
    this.#options = options
    const secret = randomBytes(tokenBytes).toString('base64url')
    this.token = options.gate === undefined ? secret : `${options.gate}-${secret}`
    this.#kept = new Kept(options.keptBytesMax)
    this.#upstream = options.open({
      connected: () => {
        this.#connected = true
        this.#socket?.resume()
      },
      lines: (lines) => this.#fromServer(lines),
      drained: () => {
        this.#serverStall.over()
        this.#socket?.resume()
      },
      ended: (end) => this.#serverGone(end),
    })
  }

  /** Whether a page that has heard `ack` messages can go on here. */
  holds(ack: number): boolean {
    return !this.#closed && this.#kept.reaches(ack)
  }

  /** The first socket of the session. */
  begin(socket: LineSocket): void {
    const seconds = Math.floor(this.#options.awayMsMax / 1000)
    this.#attach(socket, `RESUME NEW ${this.token} ${seconds}`)
  }

  /** A later socket, which takes over from the one before. `holds(ack)` is true. */
  resume(socket: LineSocket, ack: number): void {
    const before = this.#socket
    this.#socket = undefined
    before?.close(takenOver, 'the session was resumed elsewhere')
    this.#kept.acknowledge(ack)
    this.#attach(socket, `RESUME OK ${this.#received}`)
  }

  #attach(socket: LineSocket, first: string): void {
    clearTimeout(this.#away)
    this.#owesAnswer = false
    this.#socket = socket
    socket.send([Buffer.from(first)])
    socket.send(this.#kept.lines)
    if (this.#end) return this.close(...endings[this.#end])
    this.#makeRoom()
    if (!this.#connected) socket.pause()
  }

  /** A socket is gone; only that of the page that is here matters. */
  detach(socket: LineSocket, why: string, code: number): void {
    if (this.#socket !== socket) return
    this.#socket = undefined
    this.#endStalls()
    if (code === leftOnPurpose || this.#closed) return this.#finish(why)
    for (const line of this.#kept.lines) this.#answerPing(line)
    this.#away = setTimeout(() => this.#finish('nobody came back'), this.#options.awayMsMax)
    this.#away.unref()
    this.#upstream.resume()
  }

  /** @param line of the page, with CR LF */
  hear(line: Buffer): void {
    const said = /^RESUME ACK (\d{1,15})\r\n$/.exec(line.toString('latin1', 0, 40))
    if (said) return this.#acknowledged(Number(said[1]))
    this.#received++
    if (this.#upstream.write(line)) return
    this.#socket?.pause()
    this.#serverStall.begin(1013, 'the server does not read, try again later')
  }

  #acknowledged(count: number): void {
    if (!this.#kept.reaches(count)) return this.close(1008, 'RESUME ACK of what was not sent')
    this.#kept.acknowledge(count)
    this.#answer()
    this.#makeRoom()
  }

  /** A page that does not read is answered once when it does, however often it has asked. */
  #answer(): void {
    this.#owesAnswer = this.#socket?.full === true
    if (!this.#owesAnswer) this.#socket?.send([Buffer.from(`RESUME ACK ${this.#received}`)])
  }

  /** The socket has emptied. */
  drained(): void {
    if (this.#owesAnswer) this.#answer()
    this.#makeRoom()
  }

  #makeRoom(): void {
    if (this.#kept.full || this.#socket?.full) return
    this.#pageStall.over()
    this.#upstream.resume()
  }

  #fromServer(lines: Buffer[]): void {
    for (const line of lines) {
      this.#kept.add(line)
      if (!this.#socket) this.#answerPing(line)
    }
    this.#socket?.send(lines)
    if (!this.#kept.full && !this.#socket?.full) return
    if (!this.#socket) return this.#finish('more was said than is kept')
    this.#upstream.pause()
    this.#pageStall.begin(1008, 'the page reads or acknowledges too slowly')
  }

  #answerPing(line: Buffer): void {
    if (!this.#options.answersPing) return
    const ping = /^(?:@[^ ]+ +)?(?::[^ ]+ +)?PING +:?(.+)$/i.exec(line.toString('latin1'))
    if (ping) this.#upstream.write(Buffer.from(`PONG :${ping[1]}\r\n`, 'latin1'))
  }

  #serverGone(end: UpstreamEnd): void {
    this.#end = end
    if (this.#socket) this.close(...endings[end])
  }

  ping(): void {
    this.#socket?.ping()
  }

  /** Ends the session; the page is told why where it is there. */
  close(code: number, reason: string): void {
    if (this.#closed) return
    this.#closed = true
    this.#upstream.hangUp()
    if (this.#socket) this.#socket.close(code, reason)
    else this.#finish(reason)
  }

  terminate(why: string): void {
    this.#closed = true
    this.#upstream.hangUp()
    if (this.#socket) this.#socket.terminate(why)
    else this.#finish(why)
  }

  #finish(why: string): void {
    this.#closed = true
    clearTimeout(this.#away)
    this.#endStalls()
    this.#upstream.hangUp()
    this.#options.ended(why)
  }

  #endStalls(): void {
    this.#pageStall.over()
    this.#serverStall.over()
  }
}
