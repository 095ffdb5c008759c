/**
 * Which of a person's connections said what the server now echoes: the echo must not be shown
 * again where it was typed.
 */
import type { Message } from '#wire/message.ts'

const openMax = 500
const patienceMs = 60_000

export interface Said<Sender> {
  sender: Sender
  verb: string
  target: string
  text: string
  at: number
}

export class Sent<Sender> {
  #open: Said<Sender>[] = []
  readonly #fold: (name: string) => string
  readonly #forgotten: (sender: Sender) => void

  /** @param forgotten told of what is not waited for any more */
  constructor(fold: (name: string) => string, forgotten: (sender: Sender) => void) {
    this.#fold = fold
    this.#forgotten = forgotten
  }

  said(sender: Sender, { verb, params: [targets = '', text = ''] }: Message): void {
    const at = Date.now()
    while (this.#open[0] && this.#open[0].at < at - patienceMs) this.#shift()
    for (const target of targets.split(',')) {
      this.#open.push({ sender, verb, target: this.#fold(target), text, at })
    }
    while (this.#open.length > openMax) this.#shift()
  }

  /** @returns who said it. A server may change the text, so the words only decide among several. */
  echoed({ verb, params: [to = '', text = ''] }: Message): Sender | undefined {
    const target = this.#fold(to)
    const fits = this.#open.filter((one) => one.verb === verb && one.target === target)
    const found = fits.find((one) => one.text === text) ?? fits[0]
    if (found) this.#open.splice(this.#open.indexOf(found), 1)
    return found?.sender
  }

  /** The server refused what was said to `target`. @returns who had said it. */
  refused(target: string): Sender | undefined {
    const folded = this.#fold(target)
    const at = this.#open.findIndex((one) => one.target === folded)
    return at >= 0 ? this.#open.splice(at, 1)[0]!.sender : undefined
  }

  /** The connection is gone. @returns what it has not echoed. */
  clear(): Said<Sender>[] {
    while (this.#open[0] && this.#open[0].at < Date.now() - patienceMs) this.#shift()
    return this.#open.splice(0)
  }

  #shift(): void {
    this.#forgotten(this.#open.shift()!.sender)
  }
}
