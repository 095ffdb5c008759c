/** Somebody who talks without a pause, and knows of each line whether it was echoed. */
import type { Message } from '#wire/message.ts'
import { nickOf } from '#wire/message.ts'
import type { Chance } from '../chance.ts'
import type { HostPort } from '../network.ts'
import { LineClient } from './line-client.ts'

/** Lines on the way without an echo. */
const openMax = 12

export class Sender {
  readonly client: LineClient
  /** Texts that came back. */
  readonly echoed = new Set<string>()
  /** Texts whose echo was awaited when the connection ended: they happened, or they did not. */
  readonly unknown = new Set<string>()
  sent = 0
  /** Lines that it may say now. */
  #may = 0
  readonly #name: string
  readonly #targets: string[]
  readonly #chance: Chance
  readonly #lines: number
  #open = new Set<string>()

  /** @param lines how many it says in all */
  constructor(at: HostPort, name: string, targets: string[], lines: number, chance: Chance) {
    this.#name = name
    this.#targets = targets
    this.#lines = lines
    this.#chance = chance
    const channels = targets.filter((target) => target.startsWith('#'))
    const caps = ['echo-message', 'message-tags', 'server-time']
    this.client = new LineClient({ at, nick: name, caps, channels })
    this.client.onLine = (line) => this.#heard(line)
    this.client.onGone = () => this.#gone()
  }

  /** Texts that are on their way. */
  get awaited(): readonly string[] {
    return [...this.#open]
  }

  get done(): boolean {
    return this.sent === this.#lines && this.#open.size === 0
  }

  /** Says a few more lines, as soon as it can. */
  talk(lines: number): void {
    this.#may = Math.min(this.#may + lines, openMax)
    this.#talk()
  }

  #talk(): void {
    while (this.client.ready && this.#open.size < openMax && this.sent < this.#lines) {
      if (this.#may === 0) break
      this.#may--
      const text = `${this.#name}-${String(++this.sent).padStart(5, '0')} ${this.#words()}`
      this.#open.add(text)
      this.client.send(`PRIVMSG ${this.#chance.pick(this.#targets)} :${text}`)
    }
  }

  #words(): string {
    return 'naïve ✓ '.repeat(this.#chance.int(0, 12)).trimEnd() || 'short'
  }

  #heard({ verb, source, params }: Message): void {
    const text = params[1] ?? ''
    if (verb === 'PRIVMSG' && nickOf(source ?? '') === this.#name) {
      if (this.#open.delete(text)) this.echoed.add(text)
      this.#talk()
    } else if (verb === '366') {
      this.#talk()
    } else if (verb === '401' || verb === '403' || verb === '404') {
      // Refused, as while the bouncer is not back yet: which line it was, nobody says.
      this.#refused()
    }
  }

  /** Answers come in the order of the lines: what was refused is the oldest without an echo. */
  #refused(): void {
    const [oldest] = this.#open
    if (oldest === undefined) return
    this.#open.delete(oldest)
    this.unknown.add(oldest)
    this.#talk()
  }

  #gone(): void {
    for (const text of this.#open) this.unknown.add(text)
    this.#open.clear()
  }
}
