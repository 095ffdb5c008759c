/**
 * Who is typing, and telling others that one is.
 * Source: https://ircv3.net/specs/client-tags/typing
 */

export type Typing = 'active' | 'paused' | 'done'

/** Without a word in this time it is over. */
const activeMs = 6000
const pausedMs = 30_000
/** As often as the specification allows. */
const repeatMs = 3000
/** Nothing was typed for so long. */
const restMs = 5000
const nicksMax = 100

/** The others of one conversation. */
export class Typists {
  readonly #until = new Map<string, { nick: string; until: number }>()

  /** @param key the folded nick @returns whether anything has changed. */
  hear(key: string, nick: string, word: string, now: number): boolean {
    if (word !== 'active' && word !== 'paused') return this.#until.delete(key)
    if (!this.#until.has(key) && this.#until.size >= nicksMax) return false
    this.#until.set(key, { nick, until: now + (word === 'active' ? activeMs : pausedMs) })
    return true
  }

  /** Said something, or left. */
  end(key: string): boolean {
    return this.#until.delete(key)
  }

  at(now: number): string[] {
    for (const [key, { until }] of this.#until) if (until <= now) this.#until.delete(key)
    return [...this.#until.values()].map(({ nick }) => nick)
  }
}

/** What we tell of ourselves in one conversation. */
export class OwnTyping {
  readonly #tell: (word: Typing) => void
  #told: Typing = 'done'
  #toldAt = Number.NEGATIVE_INFINITY
  #typedAt = 0

  constructor(tell: (word: Typing) => void) {
    this.#tell = tell
  }

  /** The text has changed. A command is nobody's business. */
  typed(text: string, now: number): void {
    this.#typedAt = now
    if (text.trim() === '' || /^\/(?!\/|me )/.test(text)) return this.#say('done', now)
    if (this.#told !== 'active' || now - this.#toldAt >= repeatMs) this.#say('active', now)
  }

  /** Some time has passed. */
  tick(now: number): void {
    if (this.#told === 'active' && now - this.#typedAt >= restMs) this.#say('paused', now)
  }

  /** The message was sent, which says enough. */
  sent(): void {
    this.#told = 'done'
  }

  /** The reader goes elsewhere. */
  leave(now: number): void {
    if (this.#told === 'active') this.#say('paused', now)
  }

  #say(word: Typing, now: number): void {
    if (word === 'done' && this.#told === 'done') return
    this.#told = word
    this.#toldAt = now
    this.#tell(word)
  }
}
