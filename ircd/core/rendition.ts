/** One fact as text, encoded once per set of capabilities that changes how it reads. */
import { fit } from '#wire/fit.ts'
import { format, type Message, type Tags } from '#wire/message.ts'
import type { Book, Page } from './book.ts'
import type { Fact } from './fact.ts'

/** The dialect of somebody who enabled everything: what history keeps. */
export const everything = 0x7fffffff

export class Rendition {
  readonly #book: Book
  readonly #page: Page
  readonly #fact: Fact<object>
  readonly #texts = new Map<number, string>()
  #lastDialect = -1
  #lastText = ''

  constructor(book: Book, page: Page, fact: Fact<object>) {
    this.#book = book
    this.#page = page
    this.#fact = fact
  }

  /**
   * @param caps the bits of a session.
   * @returns the lines joined by CR LF, '' where these readers see nothing.
   */
  for(caps: number): string {
    const dialect = caps & this.#page.mask
    if (dialect === this.#lastDialect) return this.#lastText
    let text = this.#texts.get(dialect)
    if (text === undefined) {
      text = this.messages(dialect).map(format).join('\r\n')
      this.#texts.set(dialect, text)
    }
    this.#lastDialect = dialect
    this.#lastText = text
    return text
  }

  /** The same as data, for a reply that is still being put together. */
  messages(caps: number): Message[] {
    let lines = this.#page.kind.lines(this.#fact)
    for (const { bit, read } of this.#page.lenses) {
      if (caps & bit) lines = read(lines, this.#fact)
    }
    const tags = this.#tags(caps, true)
    const fitting = lines.map(fit)
    if (fitting.length > 1) return this.#tagged(fitting, caps, tags)
    return tags.size ? fitting.map((line) => ({ tags, ...line })) : fitting
  }

  /** The id, and what clients said in tags, belong to the first; a line keeps tags of its own. */
  #tagged([first, ...others]: Message[], caps: number, tags: Tags): Message[] {
    const rest = this.#tags(caps, false)
    return [{ tags, ...first! }, ...others.map((line) => ({ tags: rest, ...line }))]
  }

  /** Server tags first: a reader that cuts too long a line loses what other clients said. */
  #tags(caps: number, isFirst: boolean): Tags {
    const tags: Tags = new Map()
    for (const { bit, name, value, once } of this.#book.tags) {
      const text = caps & bit && (isFirst || !once) ? value(this.#fact) : undefined
      if (text !== undefined) tags.set(name, text)
    }
    if (isFirst && this.#fact.tags && caps & this.#book.clientTagBits) {
      for (const [name, value] of this.#fact.tags) tags.set(name, value)
    }
    return tags
  }
}
