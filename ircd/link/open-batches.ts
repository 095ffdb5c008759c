/** Messages of several lines that a link has begun to tell. */
import type { Tags } from '#wire/message.ts'
import { type Part, wholeText } from '#wire/multiline.ts'
import { byteLength } from '#wire/text.ts'
import type { Origin } from '../core/links.ts'
import type { Verb } from '../features/message/message.ts'

/** A server that begins more than it ends, or tells more than any of ours takes, is not heard out. */
const openMax = 200
const linesMax = 1000
const bytesMax = 256 * 1024

export interface OpenBatch {
  /** Who began it, and of which target, as the line had it. */
  source: string
  target: string
  /** Of its first line: id, time, and what clients say to each other. */
  tags: Tags | undefined
  origin: Origin
  verb: Verb
  parts: Part[]
  bytes: number
}

export class OpenBatches {
  readonly #open = new Map<string, OpenBatch>()

  begin(ref: string, source: string, target: string, tags: Tags | undefined, origin: Origin): void {
    if (this.#open.size >= openMax) this.#open.delete(this.#open.keys().next().value!)
    this.#open.set(ref, { source, target, tags, origin, verb: 'PRIVMSG', parts: [], bytes: 0 })
  }

  /** @returns whether the line is a part of a batch. */
  add(tags: Tags | undefined, verb: Verb, text: string): boolean {
    const ref = tags?.get('batch')
    if (ref === undefined) return false
    const batch = this.#open.get(ref)
    if (!batch) return true
    batch.bytes += byteLength(text)
    if (batch.parts.length === linesMax || batch.bytes > bytesMax) this.#open.delete(ref)
    batch.verb = verb
    batch.parts.push({ text, concat: tags!.has('draft/multiline-concat') })
    return true
  }

  /** How many have begun. */
  get size(): number {
    return this.#open.size
  }

  /** Whoever began it has left, and will not end it. */
  forget(source: string): void {
    for (const [ref, batch] of this.#open) if (batch.source === source) this.#open.delete(ref)
  }

  /** @returns the message, once all of it was told. */
  end(ref: string): (OpenBatch & { text: string }) | undefined {
    const batch = this.#open.get(ref)
    this.#open.delete(ref)
    return batch?.parts.length ? { ...batch, text: wholeText(batch.parts) } : undefined
  }
}
