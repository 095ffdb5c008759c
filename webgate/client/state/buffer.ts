/** One conversation: a channel, a person, or the server itself. */
import { type Entry, isSpeech, type Redaction, redact } from './entry.ts'
import { Reactions } from './reactions.ts'
import type { Level } from './rules.ts'
import { Typists } from './typing.ts'

export type BufferKind = 'channel' | 'person' | 'server'

/** Entries above which the oldest are forgotten; they can be fetched again. */
const entriesMax = 2500
const entriesKept = 2000
const redactedMax = 1000

export class Buffer {
  readonly kind: BufferKind
  name: string
  /** Oldest first. */
  entries: Entry[] = []
  unread = 0
  mentions = 0
  /** The first that the reader has not seen; the log draws a line above it. */
  fresh: Entry | undefined
  /** How many there were from it on when the reader came here. */
  freshCount = 0
  /** Up to when the reader has read, by the server's clock; 0 where nobody knows. */
  readAt = 0
  /** The same as the server knows it. */
  readToldAt = 0
  /** The server has said up to where, or that nothing was read. */
  markKnown = false
  /** We are in the channel; for others, whether lines can be sent. */
  joined = false
  /** The person wants to be here, also after a reconnect. */
  wanted = false
  /** Left only to be entered again. */
  cycling = false
  /** The channel's key, for entering it again. */
  keyword: string | undefined
  /** Text that has not been sent. */
  draft = ''
  /** The message that the draft answers. */
  answering: Entry | undefined
  /** Where the reader wants to look, until the log shows it. */
  goal: Entry | undefined
  /** Scrolled up: nothing at the top may vanish. */
  held = false
  /** Whether older lines can be asked for. */
  older: 'unknown' | 'loading' | 'more' | 'none' = 'unknown'
  /** Whether newer lines are missing here: the reader looks at a place in the past. */
  newer: 'loading' | 'more' | 'none' = 'none'
  /** The first line of the history that was read, shown or not: where to go on reading. */
  topId: string | undefined
  readonly reactions = new Reactions()
  /** Messages that were taken back: the history may tell so before the message comes. */
  readonly #redacted = new Map<string, Redaction>()
  readonly typists = new Typists()
  readonly #msgids = new Set<string>()

  constructor(kind: BufferKind, name: string) {
    this.kind = kind
    this.name = name
  }

  has(msgid: string | undefined): boolean {
    return msgid !== undefined && this.#msgids.has(msgid)
  }

  /** Puts a live entry at the end, above own lines that are still on their way. @returns its place. */
  append(entry: Entry): number {
    this.learn(entry.msgid)
    let at = this.entries.length
    if (!isPending(entry)) while (at > 0 && isPending(this.entries[at - 1]!)) at--
    this.entries.splice(at, 0, entry)
    return at
  }

  /** Forgets the oldest entries when there are too many. @returns how many went. */
  prune(): number {
    if (this.held || this.entries.length <= entriesMax) return 0
    const gone = this.entries.splice(0, this.entries.length - entriesKept)
    for (const { msgid } of gone) if (msgid !== undefined) this.#msgids.delete(msgid)
    if (this.older === 'none') this.older = 'more'
    this.topId = this.#firstId()
    return gone.length
  }

  /** From now on this id is known to be here. */
  learn(msgid: string | undefined): void {
    if (msgid !== undefined) this.#msgids.add(msgid)
  }

  /** Puts an entry of the history where its time belongs. @returns its place. */
  insert(entry: Entry): number {
    this.learn(entry.msgid)
    const redaction = this.#redacted.get(entry.msgid ?? '')
    if (redaction) redact(entry, redaction)
    let at = this.entries.length
    while (at > 0 && goesBefore(entry, this.entries[at - 1]!)) at--
    this.entries.splice(at, 0, entry)
    return at
  }

  remove(entry: Entry): number {
    const at = this.entries.indexOf(entry)
    if (at >= 0) this.entries.splice(at, 1)
    return at
  }

  /** Forgets all but some own lines that the server has not. */
  forget(keeps: (entry: Entry) => boolean): void {
    this.entries = this.entries.filter(keeps)
    this.#msgids.clear()
    this.topId = undefined
    this.fresh = this.goal = undefined
    this.older = 'unknown'
    this.newer = 'none'
  }

  /** The newest entry that the server's history knows. */
  get newest(): Entry | undefined {
    return this.entries.findLast((entry) => isSpeech(entry.kind) && entry.msgid !== undefined)
  }

  /** A message was taken back. @returns it, where it is here. */
  redact(msgid: string, redaction: Redaction): Entry | undefined {
    this.#redacted.set(msgid, redaction)
    if (this.#redacted.size > redactedMax)
      this.#redacted.delete(this.#redacted.keys().next().value!)
    this.reactions.forget(msgid)
    const entry = this.byMsgid(msgid)
    if (entry) redact(entry, redaction)
    return entry
  }

  /** The message with this id. */
  byMsgid(msgid: string): Entry | undefined {
    return this.#msgids.has(msgid) ? this.entries.find((one) => one.msgid === msgid) : undefined
  }

  /** The oldest line from which older ones can be asked for. */
  get oldestId(): string | undefined {
    return this.topId ?? this.#firstId()
  }

  #firstId(): string | undefined {
    return this.entries.find((entry) => isSpeech(entry.kind) && entry.msgid !== undefined)?.msgid
  }

  /** When the last thing happened here; 0 where nothing did. */
  get lastAt(): number {
    return this.entries.at(-1)?.at ?? 0
  }

  /** Something of the reader's own would be lost with it. */
  get holdsOwn(): boolean {
    return this.draft !== '' || this.entries.some(isUnsent)
  }

  /** Whether a row of the history is new to the reader. */
  isUnread(entry: Entry): boolean {
    return entry.at > this.readAt && isNews(entry)
  }

  /** Whether rows of the history that are newer than the marker are news to the reader. */
  get countsPast(): boolean {
    // Whoever comes to a channel for the first time has not missed what was said before.
    return this.readAt > 0 || (this.kind === 'person' && this.markKnown)
  }

  count(entry: Entry, level: Level): void {
    if (this.unread++ === 0) this.fresh = entry
    if (this.isCall(entry, level)) this.mentions++
  }

  /** Whether it is meant for the reader, who wants to hear of it. */
  isCall({ mention }: Entry, level: Level): boolean {
    return level !== 'none' && (mention || this.kind === 'person')
  }

  /** The reader has come further, here or on another device. */
  readUpTo(at: number, level: Level): void {
    this.readAt = Math.max(this.readAt, at)
    this.unread = this.mentions = 0
    for (const entry of this.entries) if (entry.at > at && isNews(entry)) this.count(entry, level)
  }
}

/** Whether it is something that a reader could miss. */
export function isNews(entry: Entry): boolean {
  return !entry.mine && isSpeech(entry.kind)
}

/** What is not yet confirmed stays below all that is. */
function goesBefore(entry: Entry, other: Entry): boolean {
  return isPending(other) || other.at > entry.at
}

/** Whether it stands nowhere but on this page: on its way, or refused and not yet sent again. */
export function isUnsent({ delivery }: Entry): boolean {
  return delivery !== undefined
}

export function isPending(entry: Entry): boolean {
  return entry.delivery === 'waiting' || entry.delivery === 'sending'
}
