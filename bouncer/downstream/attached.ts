/** One device that has signed in: its connection, its capabilities and its place in the log. */
import type { Connection } from '#host/connection.ts'
import type { Row } from '#store/store.ts'
import { format, type Message, message, messageFrom, parse } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import type { DeviceCursor } from '../cursor.ts'
import type { Entry } from '../journal.ts'
import type { User } from '../user.ts'
import { backlog, isFor } from './backlog.ts'
import type { Caps } from './caps.ts'
import { command } from './commands.ts'
import { render } from './dialect.ts'
import { Pump, type PumpSink } from './pump.ts'

/** The token of a PING that only asks whether somebody is there. */
const aliveToken = 'causerie'

export interface Arrival {
  connection: Connection
  caps: Caps
  /** '' for the nameless device, which several clients may share. */
  device: string
  /** The nick that the client gave. */
  nick: string
}

export class Attached implements PumpSink<Attached> {
  readonly user: User
  readonly device: string
  readonly wantedNick: string
  readonly caps: Caps
  readonly #connection: Connection
  #pump: Pump<Attached> | undefined
  #batches = 0
  /** The id of the last event row: a QUIT stands in every channel's buffer and is told once. */
  #lastEvent = ''
  #heardAt = Date.now()
  #askedAt = 0
  readonly #watch: NodeJS.Timeout

  constructor(user: User, { connection, caps, device, nick }: Arrival) {
    this.user = user
    this.device = device
    this.wantedNick = nick
    this.caps = caps
    this.#connection = connection
    const { silenceMs } = user.setting.timing
    this.#watch = setInterval(() => this.#look(silenceMs), silenceMs / 4)
  }

  get mirror(): Mirror {
    return this.user.network.mirror
  }

  get queuedBytes(): number {
    return this.#connection.queuedBytes
  }

  /** How long an answer is overdue, in milliseconds: a half-open connection never answers. */
  get stalledMs(): number {
    const silent = this.#askedAt > this.#heardAt ? Date.now() - this.#askedAt : 0
    return Math.max(this.#pump?.stalledMs ?? 0, silent)
  }

  get closed(): boolean {
    return this.#connection.closed
  }

  /** Tells the device where it is, then what it missed. Called in the journal's turn. */
  begin(lines: Message[], cursor: DeviceCursor): void {
    for (const line of lines) this.reply(line)
    const { journal, setting } = this.user
    const from = { log: setting.store.log, journal, cursor }
    this.#pump = new Pump<Attached>(from, this, setting.pace)
    this.#pump.start()
  }

  /** A line from the device. */
  line(text: string): void {
    this.#heardAt = Date.now()
    const line = parse(text)
    if (!line) return
    if (line.verb === 'PONG') this.#pong(line.params.at(-1) ?? '')
    else if (line.verb === 'QUIT') this.#quit(line.params[0] ?? 'Client quit')
    else command(this, line)
  }

  /** The connection is gone. */
  gone(): void {
    clearInterval(this.#watch)
    this.#pump?.close()
    this.user.detach(this)
  }

  /** Ends the connection, saying why. */
  close(reason: string): void {
    this.#pump?.close()
    this.#connection.end(format(message('ERROR', reason)))
  }

  /** Sends a line that is for this device alone. */
  reply(line: Message): void {
    const text = this.#rendered(line)
    if (text !== undefined) this.#connection.push(text)
  }

  numeric(verb: string, ...params: string[]): void {
    const { mirror } = this
    const { setting } = this.user
    this.reply(messageFrom(mirror.server || setting.server, verb, mirror.nick, ...params))
  }

  notice(text: string): void {
    this.reply(messageFrom(this.user.setting.server, 'NOTICE', this.mirror.nick, text))
  }

  /** Something has been delivered. */
  entry(entry: Entry<Attached>): void {
    this.#pump?.entry(entry)
  }

  replay(rows: Row[], isPast: boolean): number {
    if (!isPast) return rows.filter((row) => this.#since(row)).length
    const reader = { caps: this.caps.acked, device: this.device, mirror: this.mirror }
    const { lines, got } = backlog(rows, reader, () => `b${++this.#batches}`)
    for (const line of lines) this.#connection.push(line)
    return got
  }

  live({ message: line, event, from }: Entry<Attached>): boolean {
    const caps = this.caps.acked
    if (from === this && !caps.has('echo-message')) return false
    // What another nameless connection said is news to this one.
    const device = this.device || '\0'
    const isMessage = !event || line.verb === 'TAGMSG'
    if (isMessage && !isFor(line, { caps, device, mirror: this.mirror })) return false
    const text = this.#rendered(line)
    if (text === undefined) return false
    this.#connection.push(text)
    return true
  }

  aside(line: Message): void {
    this.reply(line)
  }

  ping(seq: number): void {
    this.#connection.push(`PING :bl-${seq}`)
  }

  /** A row that came after the device did, read from the log because the device was behind. */
  #since(row: Row): boolean {
    if (row.event && row.id === this.#lastEvent) return false
    if (row.event) this.#lastEvent = row.id
    const line = parse(row.line)
    if (!line) return false
    const reader = { caps: this.caps.acked, device: this.device, mirror: this.mirror }
    if (!row.event && !isFor(line, reader)) return false
    const text = this.#rendered(line)
    if (text === undefined) return false
    this.#connection.push(text)
    return true
  }

  /** Of other people's invitations a client only hears that asked to. */
  #rendered(line: Message): string | undefined {
    const caps = this.caps.acked
    const isOthers = line.verb === 'INVITE' && !this.mirror.isMe(line.params[0] ?? '')
    return isOthers && !caps.has('invite-notify') ? undefined : render(line, caps)
  }

  #pong(token: string): void {
    const seq = /^bl-(\d{1,15})$/.exec(token)?.[1]
    if (seq !== undefined) this.#pump?.pong(Number(seq))
  }

  #quit(reason: string): void {
    this.#pump?.goodbye()
    this.close(`Closing link: ${reason}`)
  }

  /** Silence is asked about, and a device that stays silent is gone. */
  #look(silenceMs: number): void {
    const now = Date.now()
    if (now - this.#heardAt < silenceMs) return
    if (this.#askedAt <= this.#heardAt) {
      this.#askedAt = now
      this.#connection.push(`PING :${aliveToken}`)
    } else if (now - this.#askedAt >= silenceMs) {
      this.#connection.destroy('Ping timeout')
    }
  }
}
