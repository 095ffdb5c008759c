/**
 * Asking a network that has no MONITOR who is there: now, and every minute or so, one question at a
 * time. Source: https://modern.ircdocs.horse/#ison-message
 */
import { type Message, message } from '#wire/message.ts'
import { pack } from '#wire/text.ts'

export interface IsonPorts {
  everyMs: number
  /** About whom, as of now. */
  nicks: () => string[]
  /** Asks, so that nobody is shown the answer. */
  ask: (line: Message) => unknown
  told: (there: string[], gone: string[]) => void
  fold: (nick: string) => string
}

const wordsBytes = 400

export class Ison {
  readonly #ports: IsonPorts
  /** What was asked and not answered. */
  #open: string[] | undefined
  /** What is asked next: all of it together is one round. */
  #rest: string[] = []
  /** Somebody came to it while a round was under way. */
  #again = false
  #timer: NodeJS.Timeout | undefined

  constructor(ports: IsonPorts) {
    this.#ports = ports
  }

  /** There is somebody to ask about. */
  soon(): void {
    this.#again = true
    if (!this.#open) this.#next()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#open = undefined
    this.#rest = []
    this.#again = false
  }

  /** Who is there of those who were asked about. */
  answered(text: string): void {
    if (!this.#open) return
    const named = new Set(text.split(' ').map(this.#ports.fold))
    const { true: there = [], false: gone = [] } = Object.groupBy(this.#open, (nick) =>
      String(named.has(this.#ports.fold(nick))),
    )
    this.#open = undefined
    this.#ports.told(there, gone)
    this.#next()
  }

  #next(): void {
    clearTimeout(this.#timer)
    if (this.#rest.length === 0 && this.#again) {
      this.#again = false
      this.#rest = pack(this.#ports.nicks(), wordsBytes)
    }
    const words = this.#rest.shift()
    if (words !== undefined) {
      this.#open = words.split(' ')
      this.#ports.ask(message('ISON', words))
    }
    if (words === undefined && this.#ports.nicks().length === 0) return
    // Also where there is no answer.
    this.#timer = setTimeout(() => {
      this.stop()
      this.soon()
    }, this.#ports.everyMs)
    this.#timer.unref()
  }
}
