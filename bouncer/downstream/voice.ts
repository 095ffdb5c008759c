/** What one connection is told, in the dialect that it reads. */
import type { Connection } from '#host/connection.ts'
import { type Message, messageFrom } from '#wire/message.ts'
import type { Spoken } from '#wire/multiline.ts'
import type { Caps } from './caps.ts'
import { hasBatch, render } from './dialect.ts'

export class Voice {
  /** The source of what the bouncer says itself. */
  readonly server: string
  readonly caps: Caps
  readonly #connection: Connection
  #refs = 0

  constructor(connection: Connection, caps: Caps, server: string) {
    this.#connection = connection
    this.caps = caps
    this.server = server
  }

  /** The name of a batch. */
  readonly ref = (): string => `b${++this.#refs}`

  /** @returns whether the connection gets anything of it. */
  push(line: Spoken): boolean {
    const texts = render(line, this.caps.acked, this.ref)
    for (const text of texts) this.#connection.push(text)
    return texts.length > 0
  }

  /** Sends lines that have been rendered. */
  raw(...lines: string[]): void {
    for (const line of lines) this.#connection.push(line)
  }

  /** Lines that belong together: a batch where the connection knows what that is. */
  batch(type: string, params: string[], lines: Spoken[], tags?: Message['tags']): Spoken[] {
    if (!hasBatch(this.caps.acked)) return lines
    const ref = this.ref()
    const begin = { ...messageFrom(this.server, 'BATCH', `+${ref}`, type, ...params), tags }
    return [begin, ...within(lines, ref), messageFrom(this.server, 'BATCH', `-${ref}`)]
  }
}

/** Each belongs to the batch, unless it belongs to one inside. */
export function within(lines: Spoken[], ref: string): Spoken[] {
  return lines.map((line) => (line.tags?.has('batch') ? line : tagged(line, 'batch', ref)))
}

export function tagged(line: Spoken, name: string, value: string): Spoken {
  return { ...line, tags: new Map([[name, value], ...(line.tags ?? [])]) }
}
