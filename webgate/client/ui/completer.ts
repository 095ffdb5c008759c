/**
 * What the word before the cursor could become. For commands, channels, `@nick` and `:emoji` it is
 * offered while one types, and Tab takes it; for other words Tab asks. Enter always sends.
 */
import type { Buffer } from '../state/buffer.ts'
import { commandNamed } from '../state/commands.ts'
import { complete } from '../state/completion.ts'
import type { Session } from '../state/session.ts'
import { moreIfThere, needMore } from './words.ts'

export interface Option {
  /** What is put in. */
  text: string
  /** What is shown. */
  label: string
}

const emojiMax = 30

export class Completer {
  options: Option[] = []
  /** The chosen one; -1 while they are only offered. */
  at = -1
  #from = 0
  #until = 0
  readonly #changed: () => void
  #findEmoji: typeof import('./emoji.ts').findEmoji | undefined

  /** @param changed what can be chosen has changed */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** Something was typed. */
  offer(session: Session, buffer: Buffer, box: HTMLTextAreaElement): void {
    const before = box.value.slice(0, box.selectionStart)
    const word = /\S*$/.exec(before)![0]
    const isFirst = before.length === word.length
    const asks = /^[#@]./.test(word) || (isFirst && /^\/\w*$/.test(word)) || /^:\w{2,}$/.test(word)
    if (!asks) return this.end()
    if (word.startsWith(':') && !this.#findEmoji) {
      void import('./emoji.ts').then(({ findEmoji }) => {
        this.#findEmoji = findEmoji
        this.offer(session, buffer, box)
      })
    }
    if (word.startsWith('/')) void needMore()
    this.#look(session, buffer, box)
    // What stands there already need not be offered.
    if (this.options.length === 1 && this.options[0]!.text === word) this.options = []
    this.#changed()
  }

  /** @returns false when there is nothing to complete: Tab then moves on, as everywhere. */
  step(session: Session, buffer: Buffer, box: HTMLTextAreaElement, by: 1 | -1): boolean {
    if (this.options.length === 0) this.#look(session, buffer, box)
    const count = this.options.length
    if (count === 0) return false
    return this.take(box, this.at < 0 && by < 0 ? count - 1 : (this.at + by + count) % count)
  }

  /** Puts one of them in. */
  take(box: HTMLTextAreaElement, at: number): boolean {
    this.at = at
    const { text: word } = this.options[at]!
    // A name that begins a line addresses somebody.
    const addressed = this.#from === 0 && /^[\w[\]\\^{}|`]/.test(word)
    const text = `${word}${addressed ? ': ' : ' '}`
    box.setRangeText(text, this.#from, this.#until, 'end')
    this.#until = this.#from + text.length
    this.#changed()
    return true
  }

  end(): void {
    this.at = -1
    if (this.options.length === 0) return
    this.options = []
    this.#changed()
  }

  #look(session: Session, buffer: Buffer, box: HTMLTextAreaElement): void {
    this.at = -1
    this.#until = box.selectionStart
    const word = /:\w*$/.exec(box.value.slice(0, this.#until))?.[0]
    if (word !== undefined && this.#findEmoji) {
      this.#from = this.#until - word.length
      const found = this.#findEmoji(word, emojiMax)
      this.options = found.map(({ char, names }) => ({
        text: char,
        label: `${char}  :${names[0]}:`,
      }))
      return
    }
    const { from, words: found } = complete(session, buffer, box.value, this.#until)
    this.#from = from
    this.options = found.map((text) => ({ text, label: helpFor(text) ?? text }))
  }
}

function helpFor(option: string): string | undefined {
  const name = option.startsWith('/') ? commandNamed(option.slice(1)) : undefined
  return name && moreIfThere()?.[`help_${name}`]
}
