/** Which sessions want to know of which nicks: one such table for each command that asks for it. */
import type { Fold } from '#wire/casemap.ts'
import type { Session } from '../../core/session.ts'

export interface Wish {
  /** As the client wrote it. */
  nick: string
  /** Whether it wants to know of absences too. */
  aways: boolean
}

export class Lookout {
  readonly #fold: Fold
  readonly #byNick = new Map<string, Map<Session, Wish>>()
  readonly #bySession = new Map<Session, Map<string, Wish>>()

  constructor(fold: Fold) {
    this.#fold = fold
  }

  /** @returns false where it was on the list; then only what it wants to know changes. */
  add(session: Session, nick: string, aways = false): boolean {
    const key = this.#fold(nick)
    const mine = this.#bySession.get(session) ?? new Map<string, Wish>()
    const known = mine.get(key)
    if (known) known.aways = aways
    if (known) return false
    const wish = { nick, aways }
    const others = this.#byNick.get(key) ?? new Map<Session, Wish>()
    this.#bySession.set(session, mine.set(key, wish))
    this.#byNick.set(key, others.set(session, wish))
    return true
  }

  /** @returns false where it was not on the list. */
  remove(session: Session, nick: string): boolean {
    const key = this.#fold(nick)
    const mine = this.#bySession.get(session)
    if (!mine?.delete(key)) return false
    if (!mine.size) this.#bySession.delete(session)
    const others = this.#byNick.get(key)!
    others.delete(session)
    if (!others.size) this.#byNick.delete(key)
    return true
  }

  clear(session: Session): void {
    for (const { nick } of this.of(session)) this.remove(session, nick)
  }

  has(session: Session, nick: string): boolean {
    return this.#bySession.get(session)?.has(this.#fold(nick)) ?? false
  }

  /** In the order in which they were asked for. */
  of(session: Session): Wish[] {
    return [...(this.#bySession.get(session)?.values() ?? [])]
  }

  size(session: Session): number {
    return this.#bySession.get(session)?.size ?? 0
  }

  /** Who wants to know of a nick; undefined where nobody does. */
  for(nick: string): ReadonlyMap<Session, Wish> | undefined {
    return this.#byNick.get(this.#fold(nick))
  }
}
