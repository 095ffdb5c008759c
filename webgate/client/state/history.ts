/**
 * Reading the server's history: on entering, when scrolling up, and after a reconnect from the
 * last line that was seen on. The rows are the past: the mirror never sees them. Source: https://ircv3.net/specs/extensions/chathistory
 */
import { formatTime } from '#wire/chathistory.ts'
import type { Message } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import type { Batch } from './batches.ts'
import type { Buffer } from './buffer.ts'

/** Rows asked for at once, where the server does not want fewer. */
const rowsMax = 100
/** Pages of missed lines that are fetched one after the other; beyond, the newest are shown. */
const missedPagesMax = 10
/** A server's clock may be corrected backwards; missed lines are looked for a little earlier. */
const overlapMs = 1000
const dayMs = 86_400_000

/**
 * | purpose | rows |
 * |---|---|
 * | newest | the last ones there are |
 * | missed | those after the last one that is here, page after page |
 * | older | those before the first one that is here |
 * | newer | those after the last one that is here, one page |
 * | around | those around a place that is not here |
 */
export type Purpose = 'newest' | 'older' | 'missed' | 'newer' | 'around'

export interface Page {
  purpose: Purpose
  lines: Message[]
  /** Nothing more stands in this direction. */
  last: boolean
}

interface Rows {
  target: string
  lines: Message[]
  ended: boolean
}

interface Pending {
  purpose: Purpose
  pages: number
}

export interface HistoryOptions {
  /** @returns false when there is no connection. */
  send: (line: string) => boolean
  /** Rows for the conversation with `target`; without `purpose`, nobody here asked for them. */
  page: (target: string, page: Page) => void
  /** Somebody wrote to us while we were away: the conversation's name. */
  conversation: (name: string) => void
  /** A request came to an end without rows. */
  failed: (target: string) => void
}

export class History {
  readonly #mirror: Mirror
  readonly #options: HistoryOptions
  readonly #pending = new Map<string, Pending>()

  constructor(mirror: Mirror, options: HistoryOptions) {
    this.#mirror = mirror
    this.#options = options
  }

  get supported(): boolean {
    return this.#mirror.caps.has('draft/chathistory') && this.#mirror.caps.has('batch')
  }

  get #rows(): number {
    const told = Number(this.#mirror.support.tokens.get('CHATHISTORY'))
    return told > 0 ? Math.min(told, rowsMax) : rowsMax
  }

  /** Asks for the newest rows, or for those since the last one that is here. */
  catchUp(buffer: Buffer): boolean {
    const { newest } = buffer
    if (!newest) return this.#ask(buffer.name, 'newest', `LATEST ${buffer.name} *`)
    return this.#askMissed(buffer.name, newest, 0)
  }

  /** Asks for the newest rows, whatever is here. */
  latest({ name }: Buffer): boolean {
    return this.#ask(name, 'newest', `LATEST ${name} *`)
  }

  older(buffer: Buffer): boolean {
    const { oldestId, name } = buffer
    if (oldestId === undefined) return this.latest(buffer)
    return this.#ask(name, 'older', `BEFORE ${name} msgid=${oldestId}`)
  }

  newer({ name, newest }: Buffer): boolean {
    return this.#ask(name, 'newer', `AFTER ${name} msgid=${newest?.msgid}`)
  }

  around({ name }: Buffer, msgid: string): boolean {
    return this.#ask(name, 'around', `AROUND ${name} msgid=${msgid}`)
  }

  /** Asks with whom we have spoken since; a day is added for clocks that disagree. */
  conversationsSince(at: number, now: number): void {
    if (!this.supported) return
    const from = formatTime(at - overlapMs)
    const until = formatTime(now + dayMs)
    this.#options.send(`CHATHISTORY TARGETS timestamp=${from} timestamp=${until} ${this.#rows}`)
  }

  #askMissed(target: string, since: { msgid?: string | undefined }, pages: number): boolean {
    return this.#ask(target, 'missed', `AFTER ${target} msgid=${since.msgid}`, pages)
  }

  #ask(target: string, purpose: Purpose, selector: string, pages = 0): boolean {
    const key = this.#mirror.fold(target)
    if (!this.supported || this.#pending.has(key)) return false
    // What did not leave is not answered: it would stand in the way of all that is asked later.
    if (!this.#options.send(`CHATHISTORY ${selector} ${this.#rows}`)) return false
    this.#pending.set(key, { purpose, pages })
    return true
  }

  /** A batch of the history has come to its end. */
  ended({ type, params: [target = ''], lines, tags }: Batch): void {
    if (type === 'chathistory') {
      this.#page({ target, lines, ended: tags.has('draft/chathistory-end') })
    } else if (type === 'draft/chathistory-targets') {
      for (const { params } of lines) this.#options.conversation(params[1] ?? '')
    }
  }

  /** @returns true when it was a refusal of a request for history. */
  receive(line: Message): boolean {
    return line.verb === 'FAIL' && line.params[0] === 'CHATHISTORY' && this.#fail(line)
  }

  #page({ target, lines, ended }: Rows): void {
    const key = this.#mirror.fold(target)
    const pending = this.#pending.get(key)
    this.#pending.delete(key)
    const last = ended || lines.length < this.#rows
    // What nobody asked for is what the server thinks we missed.
    const purpose = pending?.purpose ?? 'missed'
    // The server may have forgotten the line that we asked from: then its newest ones tell.
    const lost = pending?.purpose === 'missed' && pending.pages === 0 && lines.length === 0
    if (lost && this.#ask(target, 'newest', `LATEST ${target} *`)) return
    this.#options.page(target, { purpose, lines, last })
    if (pending?.purpose === 'missed' && !last) this.#more(target, lines, pending.pages + 1)
  }

  #more(target: string, lines: Message[], pages: number): void {
    const msgid = lines.at(-1)?.tags?.get('msgid')
    if (msgid === undefined) return
    if (pages < missedPagesMax) this.#askMissed(target, { msgid }, pages)
    else this.#ask(target, 'newest', `LATEST ${target} *`)
  }

  /** FAIL CHATHISTORY code [subcommand [target]] :text */
  #fail({ params }: Message): boolean {
    const named = params.slice(2, -1).map((word) => this.#mirror.fold(word))
    if (named[0] === 'targets') return true
    // A FAIL that names no target can only mean the oldest request: they are answered in order.
    const oldest = this.#pending.keys().next().value
    const key = named.find((word) => this.#pending.has(word)) ?? oldest
    if (key === undefined) return true
    this.#pending.delete(key)
    this.#options.failed(key)
    return true
  }
}
