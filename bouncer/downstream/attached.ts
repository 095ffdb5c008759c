/** One device that has signed in: its connection, its capabilities and its place in the log. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from '#host/connection.ts'
import type { Row } from '#store/store.ts'
import { format, type Message, message, messageFrom, parse } from '#wire/message.ts'
import type { Channel, Mirror } from '#wire/mirror.ts'
import type { Spoken } from '#wire/multiline.ts'
import type { Asker } from '../asker.ts'
import type { DeviceCursor } from '../cursor.ts'
import type { Entry } from '../journal.ts'
import type { Seat } from '../seat.ts'
import type { User } from '../user.ts'
import type { Inside } from './admission.ts'
import { Answers } from './answers.ts'
import type { Caller } from './caller.ts'
import type { Caps } from './caps.ts'
import { ClientBatch } from './client-batch.ts'
import { command } from './commands.ts'
import { Coverage } from './coverage.ts'
import { coldStart } from './history.ts'
import { NetworkNews } from './network-news.ts'
import { Playback } from './playback.ts'
import { Pump, type PumpSink } from './pump.ts'
import { Showing } from './showing.ts'
import { channelLines, markerLine } from './snapshot.ts'
import { Vigil } from './vigil.ts'
import { Voice } from './voice.ts'

export interface Arrival {
  connection: Connection
  caps: Caps
  /** '' for the nameless device, which several clients may share. */
  device: string
  /** The nick that the client gave. */
  nick: string
  /** What it said with AWAY before it was let in. */
  presence: string
}

export class Attached implements PumpSink<Asker>, Caller, Inside {
  readonly seat: Seat
  readonly device: string
  readonly wantedNick: string
  readonly caps: Caps
  /** '' is present, a text is away, `*` does not count. */
  presence: string
  /** How far a device has come that reads the log itself; nothing for one that is told. */
  coverage: Coverage | undefined
  cursor: DeviceCursor | undefined
  readonly playback = new Playback(this)
  readonly answers: Answers
  readonly #voice: Voice
  readonly #showing: Showing
  readonly #batch = new ClientBatch(this, (line) => command(this, line))
  readonly #connection: Connection
  readonly #vigil: Vigil
  readonly #news: NetworkNews
  #pump: Pump<Asker> | undefined
  #coldStart: NodeJS.Timeout | undefined

  constructor(seat: Seat, { connection, caps, device, nick, presence }: Arrival) {
    this.seat = seat
    this.device = device
    this.wantedNick = nick
    this.caps = caps
    this.presence = presence
    this.#connection = connection
    this.#voice = new Voice(connection, caps, seat.setting.server)
    this.answers = new Answers(this.#voice)
    this.#showing = new Showing(this, this.#voice)
    this.#vigil = new Vigil(connection, seat.setting.timing.silenceMs)
    this.#news = new NetworkNews(this)
  }

  get user(): User {
    return this.seat.user
  }

  get mirror(): Mirror {
    return this.seat.network.mirror
  }

  get nick(): string {
    return this.mirror.nick
  }

  /** The source of what the bouncer says itself. */
  get server(): string {
    return this.seat.setting.server
  }

  get queuedBytes(): number {
    return this.#connection.queuedBytes
  }

  /** How long an answer is overdue, in milliseconds: a half-open connection never answers. */
  get stalledMs(): number {
    return Math.max(this.#pump?.stalledMs ?? 0, this.#vigil.overdueMs)
  }

  get closed(): boolean {
    return this.#connection.closed
  }

  /** Whether its history has joins and topics in it. */
  get wantsEvents(): boolean {
    return this.caps.acked.has('draft/event-playback') && this.cursor?.policy.events !== false
  }

  /** Settles when it has been told where it is. */
  begin(): Promise<void> {
    return this.seat.attach(this)
  }

  /** Tells the device where it is, then what it missed. Called in the journal's turn. */
  welcome(lines: Message[], cursor: DeviceCursor, isNew: boolean): void {
    for (const line of lines) this.push(line)
    this.cursor = cursor
    const { journal, setting } = this.seat
    const { log } = setting.store
    const caps = this.caps.acked
    const reads = caps.has('draft/chathistory') || caps.has('znc.in/playback')
    if (reads) this.coverage = new Coverage({ log, name: journal.name }, cursor, journal.seq)
    const place = this.coverage ?? cursor
    this.#pump = new Pump<Asker>({ log, journal, cursor: place }, this, setting.pace)
    if (caps.has('draft/chathistory')) this.#awaitTargets(isNew)
    else if (reads) this.playback.begin()
    this.#pump.start()
    this.#news.begin()
  }

  /** A line from the device. The next one waits until a returned promise has settled. */
  line(text: string): void | Promise<void> {
    this.#vigil.heard()
    const { tenure } = this.seat.setting
    // Until it is certain that nobody else speaks for this person, nobody does.
    if (!tenure.valid) return tenure.certain().then(() => this.#line(text))
    return this.#line(text)
  }

  #line(text: string): void | Promise<void> {
    if (this.closed || this.seat.closed) return
    const line = parse(text)
    if (!line) return
    if (line.verb === 'PONG') this.#pong(line.params.at(-1) ?? '')
    else if (line.verb === 'QUIT') this.#quit(line.params[0] ?? 'Client quit')
    else return this.answers.run(line, () => this.#command(line))
  }

  #command(line: Message): void | Promise<void> {
    return this.#batch.isPart(line) ? this.#batch.take(line) : command(this, line)
  }

  /** The connection is gone. */
  gone(): void {
    this.#end()
    this.seat.detach(this)
  }

  /** Ends the connection, saying why. */
  close(reason: string): void {
    this.#end()
    this.#connection.end(format(message('ERROR', reason)))
  }

  /** Sends a line that is for this device alone: news, not an answer. */
  push(line: Spoken): boolean {
    // Of other people's invitations a client only hears that asked to.
    const isOthers = line.verb === 'INVITE' && !this.mirror.isMe(line.params[0] ?? '')
    if (isOthers && !this.caps.acked.has('invite-notify')) return false
    return this.#voice.push(line)
  }

  /** Sends a line of the answer to what the device asks just now. */
  reply(line: Spoken): void {
    this.answers.reply(line)
  }

  /** Answers with lines that belong together. */
  batch(type: string, params: string[], lines: Spoken[], tags?: Message['tags']): void {
    for (const line of this.#voice.batch(type, params, lines, tags)) this.reply(line)
  }

  /** Tells lines that belong together and were not asked for. */
  pushBatch(type: string, params: string[], lines: Spoken[]): void {
    for (const line of this.#voice.batch(type, params, lines)) this.push(line)
  }

  numeric(verb: string, ...params: string[]): void {
    this.reply(messageFrom(this.mirror.server || this.server, verb, this.nick, ...params))
  }

  /** Tells what was not asked for. */
  notice(text: string): void {
    this.push(messageFrom(this.server, 'NOTICE', this.nick, text))
  }

  /** Settles when little waits to be sent. */
  async drained(): Promise<void> {
    while (!this.closed && this.queuedBytes > this.seat.setting.pace.muteQueueBytes) {
      await sleep(50)
    }
  }

  /** A window has been read, here or on another device. */
  marked(target: string): void {
    this.push(markerLine(this.seat, target))
  }

  /** Shows a channel that was hidden. */
  restate(channel: Channel): void {
    for (const line of channelLines(this.seat, channel, this.caps.acked)) this.push(line)
  }

  /** A device that asks which conversations there are needs not be told. */
  hasAskedTargets(): void {
    clearTimeout(this.#coldStart)
  }

  /** Something has been delivered. */
  entry(entry: Entry<Asker>): void {
    const answer = entry.from?.device === this ? entry.from.answer : undefined
    if (answer && entry.seq > 0) {
      const isSent = entry.seq <= (this.#pump?.seq ?? 0)
      if (isSent) answer.release()
      else this.answers.expect(entry.message.tags!.get('msgid')!, answer)
    }
    this.#pump?.entry(entry)
  }

  replay(rows: Row[], isPast: boolean): number {
    return this.#showing.replay(rows, isPast)
  }

  live(entry: Entry<Asker>): boolean {
    return this.#showing.live(entry)
  }

  ping(seq: number): void {
    this.ask(`bl-${seq}`)
  }

  /** Sends a PING; `playback` and the pump take the answers. */
  ask(token: string): void {
    this.#voice.raw(`PING :${token}`)
  }

  /** COMPAT: no client that starts with nothing finds conversations that it never saw. */
  #awaitTargets(isNew: boolean): void {
    if (!isNew) return
    const told = () => coldStart(this).catch(() => {})
    this.#coldStart = setTimeout(told, this.seat.setting.timing.coldStartMs)
  }

  #end(): void {
    this.#vigil.end()
    this.#news.end()
    this.playback.end()
    clearTimeout(this.#coldStart)
    this.#pump?.close()
  }

  #pong(token: string): void {
    const seq = /^bl-(\d{1,15})$/.exec(token)?.[1]
    if (seq !== undefined) this.#pump?.pong(Number(seq))
    else this.playback.pong(token)
  }

  #quit(reason: string): void {
    this.#pump?.goodbye()
    this.close(`Closing link: ${reason}`)
  }
}
