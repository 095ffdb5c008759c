/** One linked server's conversation with us: its beginning, what it says, and what we say to it. */
import { formatTime } from '#wire/chathistory.ts'
import type { Correspondent } from '#wire/ledger.ts'
import { format, type Message, messageFrom, parse, type Tags } from '#wire/message.ts'
import { byteLength, shorten } from '#wire/text.ts'
import type { Stamp } from '../core/fact.ts'
import type { LinkCounts, LinkPhase, LinkState } from '../core/links.ts'
import type { ServerNode, User } from '../core/network.ts'
import type { Caller } from '../core/ports.ts'
import { Comparison, Review } from './comparison.ts'
import { causerie, type Dialect, hybrid, solanum } from './dialect.ts'
import { Fence, type Mark } from './fence.ts'
import { Greeting } from './greeting.ts'
import { Healer } from './healing/healer.ts'
import { hear } from './hear.ts'
import type { Links } from './links.ts'
import { OpenBatches } from './open-batches.ts'
import { Repairs } from './repair.ts'
import { Reunion } from './reunion.ts'
import { sourceTag, voiceOf } from './teller.ts'
import type { LinkSink, LinkTerms } from './terms.ts'
import { Unsaid } from './unsaid.ts'

/** A silent server is asked after this long, and given up after twice as long. */
const idleMs = 90_000
/** Questions that a server leaves open, though it talks, until it is given up. */
const answerMs = 180_000
/** So many changes may wait for an answer: a few times what a large burst has. */
const waitingMax = 500_000
/** How long the first words may take. */
const greetingMs = 10_000

const fenceTag = 'causerie/fence'

export class Peer implements LinkState {
  readonly links: Links
  readonly caller: Caller
  readonly incoming: boolean
  readonly since: number
  readonly counts: LinkCounts = { sent: 0, received: 0, fenced: 0, unknown: 0, repaired: 0 }
  readonly fence = new Fence()
  readonly batches = new OpenBatches()
  readonly comparison = new Comparison(this)
  readonly review = new Review()
  readonly repairs = new Repairs()
  readonly reunion = new Reunion()
  readonly healer: Healer
  /** It was refused because of its clock. */
  isSkewed = false
  /** How much its clock is ahead of ours, as far as the slowness of the wire lets us know. */
  aheadSeconds = 0
  /** Who hears what it says of accounts; absent where it has nothing to say of ours. */
  ledger: Correspondent | undefined
  /** The pieces of a message about accounts that have come. */
  ledgerText = ''
  readonly greeting: Greeting
  terms: LinkTerms | undefined
  node: ServerNode | undefined
  phase: LinkPhase = 'waiting'
  dialect = ''
  speaks: Dialect = solanum
  /** What it has not been told yet, as long as our burst lasts. */
  unsaid: Unsaid | undefined
  /** What it said it can. */
  caps: ReadonlySet<string> = new Set()
  readonly #sink: LinkSink
  #heardAt: number
  #asked = false
  /** The last answer that was missing, and since when. */
  #owed: { passed: number; at: number } | undefined
  #written = { at: 0, text: '' }

  constructor(links: Links, sink: LinkSink, caller: Caller, terms?: LinkTerms) {
    this.links = links
    this.#sink = sink
    this.caller = caller
    this.incoming = terms === undefined
    this.terms = terms
    this.since = this.#heardAt = links.server.ports.now()
    this.greeting = new Greeting(this)
    this.healer = new Healer(this)
  }

  get name(): string {
    return this.node?.name ?? this.terms?.name ?? ''
  }

  /** Whether it is one of ours, and understands all that we can say. */
  get own(): boolean {
    return this.speaks === causerie
  }

  /** Whether it hears of what happens on the network. */
  get linked(): boolean {
    return this.phase === 'bursting' || this.phase === 'linked'
  }

  /** @param line one line without CR LF. Never throws, whatever the other side says. */
  receive(line: string): void {
    if (this.phase === 'closed') return
    this.counts.received++
    this.#heardAt = this.links.server.ports.now()
    this.#asked = false
    const message = parse(line)
    if (!message) return
    if (this.phase === 'waiting') this.greeting.hear(message)
    else for (const each of this.speaks.read?.(message) ?? [message]) this.#hear(each)
    const asked = message.tags?.get(fenceTag)
    if (asked !== undefined && this.linked) this.say('FENCE', asked)
  }

  #hear(line: Message): void {
    if (this.linked) hear(this, line)
  }

  /** The connection is gone. */
  closed(reason: string): void {
    if (this.phase === 'closed') return
    this.phase = 'closed'
    this.healer.close()
    this.links.ended(this, reason)
  }

  /** The other side has said that it closes: so do we. */
  hangUp(reason: string): void {
    if (this.phase === 'closed') return
    this.#sink.end()
    this.closed(reason)
  }

  /** Ends the link from our side. */
  close(reason: string): void {
    if (this.phase === 'closed') return
    const ip = this.caller.ip || '*'
    this.#sink.end(`ERROR :Closing Link: ${ip} (${reason})`)
    this.closed(reason)
  }

  /** Ends a link that was up, in the words by which servers do. */
  squit(reason: string): void {
    if (this.node) this.say('SQUIT', this.node.sid, reason)
    this.close(reason)
  }

  /** Says something in the name of this server. */
  say(verb: string, ...params: string[]): void {
    this.send(messageFrom(this.links.net.me.sid, verb, ...params))
  }

  /**
   * @param about when it happened, and its id
   * @param marks the registers that the line changes at the other side
   */
  send(line: Message, about?: Partial<Stamp>, marks: Mark[] = []): void {
    if (this.phase === 'closed') return
    const lines = this.speaks.write?.(line)
    if (lines) return this.#sendAs(lines, marks)
    this.counts.sent++
    const tags = this.#tags(line, about)
    if (!marks.length) return this.#sink.push(this.#text(line, tags))
    const n = this.fence.mark(marks)
    if (this.own) return this.#sink.push(this.#text(line, tags.set(fenceTag, String(n))))
    this.#sink.push(`${this.#text(line, tags)}\r\n${this.#question()}`)
  }

  /** Says what is worded already, in one write. */
  #sendAs(lines: Message[], marks: Mark[]): void {
    if (!lines.length) return
    this.counts.sent += lines.length
    const texts = lines.map((line) => this.#text(line, new Map()))
    if (marks.length) {
      this.fence.mark(marks)
      texts.push(this.#question())
    }
    this.#sink.push(texts.join('\r\n'))
  }

  /** Says all that there is, as fast as the other side reads, and goes on meanwhile. */
  burst(): void {
    this.unsaid = new Unsaid(this)
    if (this.#sink.room) void this.#burstSlowly(() => this.#sink.room!())
    else {
      while (this.unsaid.next());
      this.#endBurst()
    }
  }

  async #burstSlowly(room: () => Promise<void>): Promise<void> {
    try {
      while (this.linked && this.unsaid?.next()) await room()
      if (this.linked) this.#endBurst()
    } catch (error) {
      this.links.server.ports.fault(error, 'burst')
      this.squit('Internal error')
    }
  }

  #endBurst(): void {
    this.unsaid = undefined
    this.ping()
    if (this.speaks === hybrid) this.say('EOB')
  }

  /** Asks for a PONG: all that was said before will have been read by then. */
  ping(): void {
    this.counts.sent++
    this.fence.mark([])
    this.#sink.push(this.#question())
  }

  #question(): string {
    const { me } = this.links.net
    const to = this.node?.sid
    return format(messageFrom(me.sid, 'PING', ...(to ? [me.name, to] : [me.name])))
  }

  #tags(line: Message, about: Partial<Stamp> | undefined): Tags {
    const tags: Tags = new Map()
    if (!this.caps.has('STAG')) return tags
    tags.set('time', this.#time(about?.at ?? this.links.server.ports.now()))
    if (about?.id && !about.restated) tags.set('msgid', about.id)
    const voice = this.own ? voiceOf(about?.by) : undefined
    if (voice !== undefined) tags.set(sourceTag, voice)
    for (const [name, value] of about?.tags ?? []) tags.set(name, value)
    for (const [name, value] of line.tags ?? []) tags.set(name, value)
    return tags
  }

  /** Many lines are said within one millisecond. */
  #time(at: number): string {
    if (at !== this.#written.at) this.#written = { at, text: formatTime(at) }
    return this.#written.text
  }

  /** What does not fit is cut at its last parameter: lists are split before they come here. */
  #text(line: Message, tags: Tags): string {
    const text = format({ ...line, tags: undefined })
    const over = byteLength(text) - this.speaks.lineBytesMax
    if (over <= 0) return tags.size ? format({ ...line, tags }) : text
    const last = line.params.at(-1) ?? ''
    const params = line.params.with(-1, shorten(last, Math.max(0, byteLength(last) - over)))
    return format({ ...line, params, tags: tags.size ? tags : undefined })
  }

  /** Settles once little waits to be sent: see `LinkSink`. */
  async room(): Promise<void> {
    await this.#sink.room?.()
  }

  tick(now: number): void {
    if (this.phase === 'waiting') {
      if (now - this.since > greetingMs) this.close('Connection timed out')
      return
    }
    this.comparison.tick(now)
    this.reunion.tick(this)
    this.healer.tick(now)
    const owing = this.#owing(now)
    if (owing) return this.squit(owing)
    const silentMs = now - this.#heardAt
    if (silentMs > 2 * idleMs) return this.close('Ping timeout')
    if (silentMs <= idleMs || this.#asked) return
    this.#asked = true
    this.ping()
  }

  /** Why it is given up: what it does not answer we would have to remember for ever. */
  #owing(now: number): string | undefined {
    const { open, passed, size } = this.fence
    if (size > waitingMax) return `${size} changes have not been answered`
    if (!open) this.#owed = undefined
    else if (this.#owed?.passed !== passed) this.#owed = { passed, at: now }
    else if (now - this.#owed.at > answerMs) return 'It talks, and answers no PING'
    return undefined
  }

  /** A user or server behind this link is one whose neighbour is this one. */
  isBehind(of: User | ServerNode): boolean {
    return this.links.peerOf(of) === this
  }
}
