/** What other servers were asked to decide and have not answered, and answers that wait to be true here. */
import { away, type Decided } from './share.ts'

/** How long an answer is waited for. */
const patienceMs = 20_000
/** So many may wait at once. */
const wishesMax = 10_000

interface Wish {
  /** Whom we asked. */
  of: object
  until: number
  settle(decided: Decided): void
}

export class Wishes {
  readonly #now: () => number
  readonly #wishes = new Map<number, Wish>()
  readonly #waiting = new Set<{ number: number; until: number; settle(): void }>()
  #asked = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /** @param send says it, under the number by which it is answered */
  ask(of: object, send: (ask: number) => void): Promise<Decided> {
    if (this.#wishes.size >= wishesMax) return Promise.resolve(away)
    const ask = ++this.#asked
    const { promise, resolve } = Promise.withResolvers<Decided>()
    this.#wishes.set(ask, { of, until: this.#now() + patienceMs, settle: resolve })
    send(ask)
    return promise
  }

  answer(by: object, ask: number, decided: Decided): void {
    const wish = this.#wishes.get(ask)
    if (wish?.of !== by) return
    this.#wishes.delete(ask)
    wish.settle(decided)
  }

  /** Whoever was asked is gone: nobody knows what has become of it. */
  left(of: object): void {
    for (const [ask, wish] of this.#wishes) {
      if (wish.of !== of) continue
      this.#wishes.delete(ask)
      wish.settle(away)
    }
  }

  /** Settles when this server has the entry, or when it was waited for long enough. */
  reached(number: number, here: number): Promise<void> {
    if (here >= number) return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.add({ number, until: this.#now() + patienceMs, settle: resolve })
    return promise
  }

  /** This server has all entries up to this one. */
  come(number: number): void {
    for (const one of this.#waiting) {
      if (one.number > number) continue
      this.#waiting.delete(one)
      one.settle()
    }
  }

  tick(now: number): void {
    for (const [ask, wish] of this.#wishes) {
      if (wish.until > now) continue
      this.#wishes.delete(ask)
      wish.settle(away)
    }
    for (const one of this.#waiting) {
      if (one.until > now) continue
      this.#waiting.delete(one)
      one.settle()
    }
  }
}
