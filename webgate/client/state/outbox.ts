/**
 * Own messages until the server has confirmed them.
 *
 * | delivery | what is known |
 * |---|---|
 * | waiting | not sent: there is no connection, or the channel has not been entered again |
 * | sending | sent; no echo yet |
 * | (none) | confirmed by its echo, or by the history |
 * | failed | refused, or lost with the connection and the server cannot tell |
 *
 * What was under way when a connection broke is looked for in the missed history: found, it is
 * confirmed; not found, it never arrived and is sent again. So nothing is lost and nothing is
 * said twice.
 */
import type { Buffer } from './buffer.ts'
import type { Entry } from './entry.ts'
import { withoutFormatting } from './formatting.ts'
import { replyTags } from './reactions.ts'
import { spoken } from './wording.ts'

interface Parcel {
  buffer: Buffer
  entry: Entry
  label: string
  /** The server's time of the newest line that had been heard when it was sent. */
  after: number
  /** Sent over a connection that has broken since. */
  doubtful: boolean
}

export interface OutboxOptions {
  /** @returns false when nothing can be sent now. */
  send: (line: string) => boolean
  /** Whether the server repeats our lines to us, and with our labels. */
  echoes: () => boolean
  labels: () => boolean
  /** The server's time of the newest line that was heard; 0 before the first one. */
  heardAt: () => number
  /** Whether the server passes on what is said in tags. */
  tags: () => boolean
  changed: (buffer: Buffer, entry: Entry) => void
}

/** By so much a server's clock may be corrected backwards. */
const clockMs = 1000

export class Outbox {
  readonly #options: OutboxOptions
  #parcels: Parcel[] = []
  #lastLabel = 0

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  /** Own messages that are not confirmed. */
  get size(): number {
    return this.#parcels.length
  }

  add(buffer: Buffer, entry: Entry): void {
    const label = (++this.#lastLabel).toString(36)
    this.#parcels.push({ buffer, entry, label, after: 0, doubtful: false })
  }

  /** Sends what waits for this conversation, in order. */
  flush(buffer: Buffer): void {
    if (!buffer.joined) return
    for (const parcel of this.#of(buffer)) {
      if (parcel.entry.delivery === 'waiting') this.#post(parcel)
    }
  }

  #post(parcel: Parcel): void {
    const { buffer, entry, label } = parcel
    const text = entry.kind === 'action' ? `\x01ACTION ${entry.text}\x01` : entry.text
    const tags = new Map<string, string>()
    if (this.#options.labels()) tags.set('label', label)
    if (entry.reply && this.#options.tags())
      for (const tag of replyTags(entry.reply)) tags.set(...tag)
    for (const line of spoken(buffer.name, text, tags, `m${label}`)) {
      if (!this.#options.send(line)) return
    }
    parcel.after = this.#options.heardAt()
    parcel.doubtful = false
    entry.delivery = 'sending'
    if (!this.#options.echoes()) this.#settle(parcel)
    this.#options.changed(buffer, entry)
  }

  /**
   * A line of our own came back.
   * @returns the entry that it confirms, nothing when it was sent from elsewhere.
   */
  confirm(buffer: Buffer, echo: Entry, label: string | undefined): Entry | undefined {
    // Where ours come back with their labels, a line without one was said on another device.
    const parcel = this.#options.labels()
      ? label && this.#parcels.find((one) => one.label === label)
      : this.#of(buffer).find((one) => one.entry.delivery === 'sending' && same(one.entry, echo))
    if (!parcel) return undefined
    this.#settle(parcel)
    Object.assign(parcel.entry, { msgid: echo.msgid, at: echo.at, text: echo.text, by: echo.by })
    return parcel.entry
  }

  /**
   * A row of the history that may be one of ours whose echo was lost. The history knows no labels,
   * but what was said before ours was sent is another line, even if it is the same words.
   */
  recognize(buffer: Buffer, row: Entry): Entry | undefined {
    const fits = ({ doubtful, after, entry }: Parcel) =>
      doubtful && row.at >= after - clockMs && same(entry, row)
    const parcel = this.#of(buffer).find(fits)
    if (!parcel) return undefined
    this.#settle(parcel)
    return parcel.entry
  }

  /** The server did what we asked and had nothing to say. */
  acknowledge(label: string | undefined): void {
    const parcel = this.#parcels.find((one) => one.label === label)
    if (!parcel || label === undefined) return
    this.#settle(parcel)
    this.#options.changed(parcel.buffer, parcel.entry)
  }

  /** A refusal without a label can only mean the oldest line that is under way there. */
  refuseOldest(buffer: Buffer, why: string): boolean {
    const parcel = this.#of(buffer).find((one) => one.entry.delivery === 'sending')
    if (parcel) this.#fail(parcel, why)
    return parcel !== undefined
  }

  /** The server refused it. @returns false when the label is none of ours. */
  refuse(label: string | undefined, why: string): boolean {
    const parcel = this.#parcels.find((one) => one.label === label)
    if (!parcel || label === undefined) return false
    this.#fail(parcel, why)
    return true
  }

  /** The connection broke: what was under way is in doubt. */
  interrupt(): void {
    for (const parcel of this.#parcels) {
      if (parcel.entry.delivery === 'sending') parcel.doubtful = true
    }
  }

  /** The history has been read to its end: what is still in doubt never arrived. */
  resend(buffer: Buffer): void {
    for (const parcel of this.#of(buffer)) if (parcel.doubtful) this.#post(parcel)
    this.flush(buffer)
  }

  /** Nobody can tell what became of it: the person decides. */
  giveUp(buffer: Buffer): void {
    for (const parcel of this.#of(buffer)) if (parcel.doubtful) this.#fail(parcel, '')
  }

  /** The channel is closed to us: what waits for it will not be sent. */
  abandon(buffer: Buffer, why: string): void {
    for (const parcel of this.#of(buffer)) this.#fail(parcel, why)
  }

  #fail(parcel: Parcel, why: string): void {
    this.#settle(parcel)
    Object.assign(parcel.entry, { delivery: 'failed', why })
    this.#options.changed(parcel.buffer, parcel.entry)
  }

  #settle(parcel: Parcel): void {
    parcel.entry.delivery = undefined
    parcel.doubtful = false
    this.#parcels = this.#parcels.filter((one) => one !== parcel)
  }

  #of(buffer: Buffer): Parcel[] {
    return this.#parcels.filter((parcel) => parcel.buffer === buffer)
  }
}

/** A server may take formatting away, and the nickname may have changed meanwhile. */
function same(entry: Entry, other: Entry): boolean {
  return (
    entry.kind === other.kind &&
    (other.mine || other.by.toLowerCase() === entry.by.toLowerCase()) &&
    withoutFormatting(entry.text) === withoutFormatting(other.text)
  )
}
