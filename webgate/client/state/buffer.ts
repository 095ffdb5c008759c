/** One conversation: a channel, a person, or the server itself. */
import { type Entry, isSpeech } from './entry.ts'

export type BufferKind = 'channel' | 'person' | 'server'

/** Entries above which the oldest are forgotten; they can be fetched again. */
const entriesMax = 2500
const entriesKept = 2000

export class Buffer {
  readonly kind: BufferKind
  name: string
  /** Oldest first. */
  entries: Entry[] = []
  unread = 0
  mentions = 0
  /** How many were unread when the reader came here, until they have been marked. */
  fresh = 0
  /** We are in the channel; for others, whether lines can be sent. */
  joined = false
  /** The person wants to be here, also after a reconnect. */
  wanted = false
  /** The channel's key, for entering it again. */
  keyword: string | undefined
  /** Text that has not been sent. */
  draft = ''
  /** Scrolled up: nothing at the top may vanish. */
  held = false
  /** Whether older lines can be asked for. */
  older: 'unknown' | 'loading' | 'more' | 'none' = 'unknown'
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
    return gone.length
  }

  /** From now on this id is known to be here. */
  learn(msgid: string | undefined): void {
    if (msgid !== undefined) this.#msgids.add(msgid)
  }

  /** Puts an entry of the history where its time belongs. @returns its place. */
  insert(entry: Entry): number {
    this.learn(entry.msgid)
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

  /** Forgets all but own lines on their way. @returns how many went. */
  forget(): number {
    const pending = this.entries.filter(isPending)
    const gone = this.entries.length - pending.length
    this.entries = pending
    this.#msgids.clear()
    this.older = 'unknown'
    return gone
  }

  /** The newest entry that the server's history knows. */
  get newest(): Entry | undefined {
    return this.entries.findLast((entry) => isSpeech(entry.kind) && entry.msgid !== undefined)
  }

  get oldest(): Entry | undefined {
    return this.entries.find((entry) => isSpeech(entry.kind) && entry.msgid !== undefined)
  }

  count(entry: Entry): void {
    if (entry.mine || !isSpeech(entry.kind)) return
    this.unread++
    if (entry.mention || this.kind === 'person') this.mentions++
  }
}

/** What is not yet confirmed stays below all that is. */
function goesBefore(entry: Entry, other: Entry): boolean {
  return isPending(other) || other.at > entry.at
}

export function isPending(entry: Entry): boolean {
  return entry.delivery === 'waiting' || entry.delivery === 'sending'
}
