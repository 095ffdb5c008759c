/** Tab in the composer: each press puts the next word that fits where the first was. */
import type { Buffer } from '../state/buffer.ts'
import { complete } from '../state/completion.ts'
import type { Session } from '../state/session.ts'

export class Completer {
  options: string[] = []
  at = 0
  #from = 0
  #until = 0
  readonly #changed: () => void

  /** @param changed what can be chosen has changed */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** @returns false when there is nothing to complete: Tab then moves on, as everywhere. */
  step(session: Session, buffer: Buffer, box: HTMLTextAreaElement, by: 1 | -1): boolean {
    if (this.options.length > 0) {
      this.at = (this.at + by + this.options.length) % this.options.length
    } else {
      const cursor = box.selectionStart
      const { from, words } = complete(session, buffer, box.value, cursor)
      this.options = words
      this.at = by > 0 ? 0 : words.length - 1
      this.#from = from
      this.#until = cursor
    }
    const word = this.options[this.at]
    if (word === undefined) return false
    this.#put(box, word)
    this.#changed()
    return true
  }

  end(): void {
    if (this.options.length === 0) return
    this.options = []
    this.#changed()
  }

  /** A name that begins a line addresses somebody. */
  #put(box: HTMLTextAreaElement, word: string): void {
    const addressed = this.#from === 0 && !/^[/#&]/.test(word)
    const text = `${word}${addressed ? ': ' : ' '}`
    box.setRangeText(text, this.#from, this.#until, 'end')
    this.#until = this.#from + text.length
  }
}
