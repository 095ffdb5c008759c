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

  constructor(fold: (name: string) => string) {
    this.#fold = fold
  }

  said(sender: Sender, { verb, params: [targets = '', text = ''] }: Message): void {
    const at = Date.now()
    while (this.#open[0] && this.#open[0].at < at - patienceMs) this.#open.shift()
    for (const target of targets.split(',')) {
      this.#open.push({ sender, verb, target: this.#fold(target), text, at })
    }
    if (this.#open.length > openMax) this.#open.splice(0, this.#open.length - openMax)
  }

  /** @returns who said it. A server may change the text, so the words only decide among several. */
  echoed({ verb, params: [to = '', text = ''] }: Message): Sender | undefined {
    const target = this.#fold(to)
    const fits = this.#open.filter((one) => one.verb === verb && one.target === target)
    const found = fits.find((one) => one.text === text) ?? fits[0]
    if (found) this.#open.splice(this.#open.indexOf(found), 1)
    return found?.sender
  }

  /** The server refused what was said to `target`. */
  refused(target: string): void {
    const folded = this.#fold(target)
    const at = this.#open.findIndex((one) => one.target === folded)
    if (at >= 0) this.#open.splice(at, 1)
  }

  /** The connection is gone. @returns the messages that it has not echoed. */
  clear(): Said<Sender>[] {
    const since = Date.now() - patienceMs
    const lost = this.#open.filter(({ verb, at }) => verb === 'PRIVMSG' && at >= since)
    this.#open = []
    return lost
  }
}
