/**
 * What a session reads of the history: what was missed when a conversation is entered, older lines
 * when the reader scrolls up, and places far back. Between two lines of a log nothing is ever
 * missing: where the reader looks at the past, its end is not the present (`Buffer.newer`).
 */
import type { Message } from '#wire/message.ts'
import { Batches } from './batches.ts'
import type { Buffer } from './buffer.ts'
import type { Entry } from './entry.ts'
import { History, type Page } from './history.ts'
import { readPage } from './past.ts'
import type { Session } from './session.ts'

export class Reading {
  readonly #session: Session
  #history!: History
  #batches!: Batches
  /** The message of the past that the reader wants to see, until it is shown. */
  #wanted: { buffer: Buffer; msgid: string } | undefined

  constructor(session: Session) {
    this.#session = session
    this.restart()
  }

  get supported(): boolean {
    return this.#history.supported
  }

  /** A new connection: nobody answers what the one before was asked. */
  restart(): void {
    const session = this.#session
    this.#history = new History(session.mirror, {
      send: (line) => session.options.send(line),
      page: (target, page) => this.#page(target, page),
      conversation: (name) => this.#conversation(name),
      failed: (name) => this.#none(name),
    })
    this.#batches = new Batches({
      ended: (batch) => {
        const asked = [...session.inquiries].some((inquiry) => inquiry.gather?.(batch))
        if (!asked) this.#history.ended(batch)
      },
      line: (line) => session.read(line),
    })
  }

  /** @returns true when the line is of the past, or part of something that is not complete yet. */
  receive(line: Message): boolean {
    return this.#batches.receive(line) || this.#history.receive(line)
  }

  /** The connection has broken. */
  interrupt(): void {
    for (const inquiry of this.#session.inquiries) inquiry.end()
    this.#wanted = undefined
    for (const buffer of this.#session.buffers) {
      if (buffer.older === 'loading') buffer.older = 'unknown'
      if (buffer.newer === 'loading') buffer.newer = 'more'
    }
  }

  /** Lines can be sent here now: what was missed is read first, then what waited is sent. */
  entered(buffer: Buffer): void {
    buffer.joined = true
    const asks = buffer.kind === 'channel' || buffer.entries.length > 0
    if (buffer.kind === 'person') this.#session.marks.ask(buffer)
    if (buffer.newer !== 'none') this.#session.forget(buffer)
    if (asks && this.#history.catchUp(buffer)) buffer.older = 'loading'
    else this.#caughtUp(buffer, false)
    this.#session.options.changed({ kind: 'buffers' })
  }

  conversationsSince(at: number): void {
    this.#history.conversationsSince(at, this.#session.options.now())
  }

  /** Asks for lines older than the oldest one here. */
  older(buffer: Buffer): void {
    if (buffer.older === 'loading' || buffer.older === 'none' || !buffer.joined) return
    if (!this.#history.older(buffer)) return
    buffer.older = 'loading'
    this.#session.options.changed({ kind: 'older', buffer })
  }

  /** Asks for lines newer than the newest one here, where the reader looks at the past. */
  newer(buffer: Buffer): void {
    if (buffer.newer !== 'more' || !buffer.joined || !this.#history.newer(buffer)) return
    buffer.newer = 'loading'
    this.#session.options.changed({ kind: 'older', buffer })
  }

  /** Shows a message of the past, wherever it is: at once, or when what is being read has come. */
  goTo(buffer: Buffer, msgid: string): void {
    const entry = buffer.byMsgid(msgid)
    this.#wanted = entry ? undefined : { buffer, msgid }
    if (entry) this.#move(buffer, entry)
    else this.#history.around(buffer, msgid)
  }

  /** From the past back to what is said now. */
  present(buffer: Buffer): void {
    if (buffer.newer === 'none') return
    this.#wanted = undefined
    this.#session.forget(buffer)
    if (this.#history.latest(buffer)) buffer.older = 'loading'
    this.#move(buffer, undefined)
  }

  #move(buffer: Buffer, to: Entry | undefined): void {
    buffer.goal = to
    this.#session.options.changed({ kind: 'moved', buffer, to })
  }

  #page(target: string, page: Page): void {
    const session = this.#session
    const person = page.lines.length > 0 && !session.mirror.isChannel(target)
    const buffer = person ? session.open(target) : session.find(target)
    if (!buffer) return
    readPage(session, buffer, page)
    if (page.purpose === 'missed' ? page.last : page.purpose === 'newest') {
      this.#caughtUp(buffer, true)
      // Whoever looks on reads it now: other devices need not tell of it.
      if (session.isLooking(buffer)) session.marks.seen(buffer)
    }
    if (this.#wanted?.buffer === buffer) this.#seek(this.#wanted.msgid, buffer, page)
  }

  /** A page has come to a conversation in which the reader waits for a message of the past. */
  #seek(msgid: string, buffer: Buffer, { purpose, last, lines }: Page): void {
    if (purpose !== 'around') {
      // More of what was missed is asked for next.
      if (purpose !== 'missed' || last) this.goTo(buffer, msgid)
      return
    }
    this.#wanted = undefined
    // The server may have forgotten it.
    if (lines.length === 0) return
    this.#move(buffer, buffer.byMsgid(msgid))
  }

  #caughtUp(buffer: Buffer, certain: boolean): void {
    if (!buffer.joined) return
    const { outbox } = this.#session
    if (certain) outbox.resend(buffer)
    else outbox.giveUp(buffer)
    outbox.flush(buffer)
  }

  /** There is no history of this conversation, or it cannot be read now. */
  #none(name: string): void {
    const buffer = this.#session.find(name)
    if (!buffer) return
    if (this.#wanted?.buffer === buffer) this.#wanted = undefined
    buffer.older = 'none'
    if (buffer.newer === 'loading') buffer.newer = 'more'
    this.#caughtUp(buffer, false)
    this.#session.options.changed({ kind: 'older', buffer })
  }

  /** Somebody wrote while we were away, or we to them. */
  #conversation(name: string): void {
    const session = this.#session
    if (session.mirror.isChannel(name) || session.find(name)) return
    const buffer = session.open(name)
    session.marks.ask(buffer)
    this.#history.catchUp(buffer)
  }
}
