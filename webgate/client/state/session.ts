/**
 * One person's conversation with one server, across any number of connections: lines in, changes
 * out. It knows no browser, no socket and no clock, so recorded lines can be played to it.
 */
import { usefulCaps } from '#wire/cap-client.ts'
import { format, type Message, message, nickOf, parse, type Tags } from '#wire/message.ts'
import { Mirror } from '#wire/mirror.ts'
import { pack } from '#wire/text.ts'
import { type Buffer, isNews, isPending, isUnsent } from './buffer.ts'
import { BufferList } from './buffer-list.ts'
import { type Entry, isDated, isOfHistory } from './entry.ts'
import { Handshake } from './handshake.ts'
import type { Inquiry } from './inquiry.ts'
import { readLive } from './live.ts'
import { Outbox } from './outbox.ts'
import { ReadMarks } from './read-marks.ts'
import { Reading } from './reading.ts'
import { calls, ignores, noRules, type Rules } from './rules.ts'
import type { SessionOptions } from './session-options.ts'

/** `joining`: registered, and the server is still introducing itself. */
export type Phase = 'offline' | 'registering' | 'joining' | 'online'

const ignorable = new Set(['PRIVMSG', 'NOTICE', 'TAGMSG', 'INVITE'])
const joinBytes = 400
const rememberedMs = 7 * 86_400_000

/** What this page can make use of. */
const pageCaps = [
  ...usefulCaps,
  'draft/account-registration',
  'draft/event-playback',
  'draft/multiline',
  'draft/read-marker',
  'soju.im/search',
]

export class Session {
  phase: Phase = 'offline'
  /** The nickname that the person chose; the server may have given another. */
  nick: string
  mirror = new Mirror()
  readonly outbox: Outbox
  readonly #list = new BufferList()
  readonly server = this.#list.server
  active: Buffer = this.server
  /** The person looks at the page. */
  attentive = true
  /** Where the answers to the last command belong. */
  asked: Buffer = this.server
  /** The server has asked for a proof of work, which is being made. */
  working = false
  readonly options: SessionOptions
  readonly marks = new ReadMarks(this)
  /** Parts of the page that take answers before they come into a log. */
  readonly inquiries = new Set<Inquiry>()
  readonly reading: Reading
  #handshake: Handshake | undefined
  /** When the newest line was said that has come, by the server's clock. */
  #lastAt = 0
  /** The same at the last break; 0 before the first one. */
  #missedFrom = 0

  constructor(options: SessionOptions) {
    this.options = options
    this.nick = options.nick
    this.reading = new Reading(this)
    this.outbox = new Outbox({
      send: (line) => this.phase === 'online' && options.send(line),
      echoes: () => this.mirror.caps.has('echo-message'),
      heardAt: () => this.#lastAt,
      labels: () => this.mirror.caps.has('labeled-response') && this.mirror.caps.has('batch'),
      tags: () => this.mirror.caps.has('message-tags'),
      changed: (buffer, entry) => options.changed({ kind: 'changed', buffer, entry }),
    })
    for (const name of options.channels) this.open(name).wanted = true
    this.active = this.find(options.channels[0] ?? '') ?? this.server
  }

  get buffers(): Buffer[] {
    return this.#list.all
  }

  find(name: string): Buffer | undefined {
    return this.#list.find(name, this.mirror.support.fold)
  }

  /** The conversation with this name, made where there is none. */
  open(name: string): Buffer {
    const known = this.find(name)
    if (known) return known
    const kind = this.mirror.isChannel(name) ? 'channel' : 'person'
    const over = kind === 'person' ? this.#list.tooMany(this.active) : undefined
    if (over) this.close(over)
    const buffer = this.#list.add(kind, name)
    buffer.joined = buffer.kind === 'person' && this.phase === 'online'
    this.options.changed({ kind: 'buffers' })
    return buffer
  }

  /** Takes a conversation off the list, leaving the channel. */
  close(buffer: Buffer): void {
    if (buffer === this.server) return
    if (buffer.kind === 'channel' && buffer.joined) this.send('PART', buffer.name)
    const next = this.#list.remove(buffer)
    // What waited here is gone with its log; it must not count as waiting for ever.
    this.outbox.abandon(buffer, '')
    buffer.wanted = false
    if (this.active === buffer) this.show(next)
    this.options.changed({ kind: 'buffers' })
  }

  /** The person looks at this conversation now. */
  show(buffer: Buffer): void {
    if (this.active !== buffer && this.active.unread === 0) this.active.fresh = undefined
    this.active = buffer
    buffer.freshCount = buffer.unread
    this.seen()
    if (buffer.older === 'unknown' && buffer.kind === 'person') this.reading.older(buffer)
    this.options.changed({ kind: 'buffers' })
  }

  get rules(): Rules {
    return this.options.rules?.() ?? noRules
  }

  get canSearch(): boolean {
    return this.mirror.caps.has('soju.im/search') && this.mirror.caps.has('batch')
  }

  /** Whether this server makes accounts, and the person has none here. */
  get makesAccounts(): boolean {
    return this.mirror.caps.has('draft/account-registration') && !this.options.signIn
  }

  isMe(nick: string): boolean {
    return this.mirror.isMe(nick)
  }

  isCalled(text: string): boolean {
    return calls(this.rules, text, this.mirror.nick)
  }

  /** What others say of themselves is heard all the same: who is where, and what they are called. */
  isIgnored({ verb, source }: Message): boolean {
    return ignorable.has(verb) && ignores(this.rules, source) && !this.isMe(nickOf(source ?? ''))
  }

  isLooking(buffer: Buffer): boolean {
    return buffer === this.active && this.attentive
  }

  /** What is in the active conversation has been read. */
  seen(): void {
    this.marks.seen(this.active)
    if (this.active.unread === 0 && this.active.mentions === 0) return
    this.active.unread = 0
    this.active.mentions = 0
    this.options.changed({ kind: 'buffers' })
  }

  /** From here on the reader sees it for the first time. */
  markFresh(buffer: Buffer, entry: Entry): void {
    buffer.fresh = entry
    this.options.changed({ kind: 'fresh', buffer })
  }

  /** The socket is open: introduces the person. */
  connected(): void {
    this.mirror = new Mirror()
    this.reading.restart()
    const { signIn, bind, realname, refused, send } = this.options
    this.#handshake = new Handshake({
      mirror: this.mirror,
      nick: this.nick,
      realname: realname || this.nick,
      signIn,
      bind,
      caps: bind === undefined ? pageCaps : [...pageCaps, 'soju.im/bouncer-networks'],
      refused,
      send,
    })
    this.#enter('registering')
    this.#handshake.begin()
  }

  disconnected(): void {
    if (this.phase === 'offline') return
    for (const buffer of this.buffers) buffer.joined = false
    this.reading.interrupt()
    this.outbox.interrupt()
    if (this.phase === 'online') this.#missedFrom = this.#lastAt
    this.#enter('offline')
    this.options.changed({ kind: 'buffers' })
  }

  /** The connection had broken and goes on where it was: what waited is sent. */
  resumed(): void {
    for (const buffer of this.buffers) this.outbox.flush(buffer)
    // It was opened meanwhile, and what was said there could not be asked for.
    if (this.active.older === 'unknown') this.reading.older(this.active)
  }

  receive(text: string): void {
    const line = parse(text)
    if (!line) return
    if (line.verb === 'PING') return void this.send('PONG', line.params[0] ?? '')
    if (!this.reading.receive(line)) this.read(line)
  }

  /** A line that happens now. */
  read(line: Message): void {
    const change = this.mirror.apply(line)
    this.#handshake?.receive(line)
    if (this.phase === 'registering' && this.mirror.registered) this.#registered()
    if (this.phase === 'registering' && isChallenge(line)) return this.#work(line)
    readLive(this, line, change)
    if (this.phase === 'joining' && (line.verb === '376' || line.verb === '422')) this.#arrive()
  }

  #work({ params }: Message): void {
    // Who cannot load it waits until the server gives up, and comes again.
    import('./challenge.ts').then(({ answerChallenge }) => answerChallenge(this, params), noop)
  }

  #registered(): void {
    if (this.options.bind !== undefined) this.nick = this.mirror.nick
    this.#enter('joining')
  }

  /** The server has introduced itself: back into all conversations. */
  #arrive(): void {
    this.#enter('online')
    const channels = this.buffers.filter((one) => one.kind === 'channel' && one.wanted)
    for (const one of channels.filter(({ keyword }) => keyword)) {
      this.send('JOIN', one.name, one.keyword!)
    }
    const open = channels.filter(({ keyword }) => !keyword).map(({ name }) => name)
    for (const list of pack(open, joinBytes, ',')) this.send('JOIN', list)
    for (const buffer of this.buffers) if (buffer.kind === 'person') this.reading.entered(buffer)
    const since = this.#missedFrom || this.#remembered
    if (since > 0) this.reading.conversationsSince(since)
  }

  /** A bouncer knows with whom one spoke lately: those conversations are open on every device. */
  get #remembered(): number {
    return this.options.bind === undefined ? 0 : this.options.now() - rememberedMs
  }

  #enter(phase: Phase): void {
    this.phase = phase
    this.options.changed({ kind: 'status' })
  }

  /** Says something in tags alone. @returns false when there is no connection. */
  sendTags(buffer: Buffer, tags: Tags): boolean {
    return this.options.send(format({ ...message('TAGMSG', buffer.name), tags }))
  }

  /** Shows a live entry, and counts it when the person is elsewhere. */
  append(buffer: Buffer, entry: Entry): void {
    this.heard(entry)
    // The reader looks at the past, between which and now lines are missing.
    if (buffer.newer !== 'none' && isDated(entry) && isOfHistory(entry.kind))
      return this.count(buffer, entry)
    const at = buffer.append(entry)
    this.options.changed({ kind: 'inserted', buffer, at, count: 1 })
    const gone = buffer.prune()
    if (gone) this.options.changed({ kind: 'removed', buffer, at: 0, count: gone })
    this.count(buffer, entry)
  }

  /** Live or of the past: what the server's clock says now is no less. */
  heard(entry: Entry): void {
    if (isDated(entry)) this.#lastAt = Math.max(this.#lastAt, entry.at)
  }

  count(buffer: Buffer, entry: Entry): void {
    if (this.isLooking(buffer)) return this.marks.seen(buffer)
    if (!isNews(entry)) return
    const level = this.rules.levelOf(buffer)
    buffer.count(entry, level)
    if (buffer.isCall(entry, level)) this.options.changed({ kind: 'called', buffer, entry })
    if (buffer.fresh === entry) this.options.changed({ kind: 'fresh', buffer })
    this.options.changed({ kind: 'buffers' })
  }

  /** An own line was confirmed; lines that were not must stay below it. */
  settle(buffer: Buffer, entry: Entry): void {
    buffer.learn(entry.msgid)
    const before = buffer.entries[buffer.entries.indexOf(entry) - 1]
    if (!before || !isPending(before)) {
      return this.options.changed({ kind: 'changed', buffer, entry })
    }
    this.remove(buffer, entry)
    this.options.changed({ kind: 'inserted', buffer, at: buffer.append(entry), count: 1 })
  }

  /** Empties a log, but for what stands nowhere else. */
  forget(buffer: Buffer, keeps = isUnsent): void {
    const { changed } = this.options
    changed({ kind: 'removed', buffer, at: 0, count: buffer.entries.length })
    buffer.forget(keeps)
    const count = buffer.entries.length
    if (count > 0) changed({ kind: 'inserted', buffer, at: 0, count })
  }

  remove(buffer: Buffer, entry: Entry): void {
    const at = buffer.remove(entry)
    if (at >= 0) this.options.changed({ kind: 'removed', buffer, at, count: 1 })
  }

  /** Sends a command. @returns false when there is no connection. */
  send(verb: string, ...params: string[]): boolean {
    const line: Message = message(verb, ...params.map((word) => word.replace(/[\r\n\0]/g, ' ')))
    return this.options.send(format(line))
  }

  /** Sends a line as it was typed. */
  raw(line: string): boolean {
    return this.options.send(line.replace(/[\r\n\0]/g, ' '))
  }
}

/** Refusals name whom they concern in the same place, and anybody may be called that. */
function isChallenge({ verb, params }: Message): boolean {
  return verb === 'FAIL' && params[1] === 'CHALLENGE'
}

function noop(): void {}
