/**
 * What accounts are called. Nearly all are called by their key; one that was renamed has several
 * names, which all lead to its key, so that who was meant by an old one is still meant by it.
 */
import type { Fold } from '#wire/casemap.ts'

export class AccountNames {
  readonly #fold: Fold
  /** Of the renamed ones: keys by folded name. */
  readonly #keys = new Map<string, string>()
  /** Of the same: names by key, the present one first. */
  readonly #names = new Map<string, readonly string[]>()

  constructor(fold: Fold) {
    this.#fold = fold
  }

  /** What an account is known by, whatever it is called: folded as this network folds names. */
  keyOf(name: string): string {
    const folded = this.#fold(name)
    return this.#keys.get(folded) ?? folded
  }

  isSame(one: string | undefined, other: string | undefined): boolean {
    return one !== undefined && other !== undefined && this.keyOf(one) === this.keyOf(other)
  }

  /** What the account is called now that was meant by a name. */
  nameOf(name: string): string {
    return this.#names.get(this.keyOf(name))?.[0] ?? name
  }

  /** All that it is and was called. */
  namesOf(name: string): readonly string[] {
    return this.#names.get(this.keyOf(name)) ?? [name]
  }

  /**
   * The account of that key is called so now.
   * @param formerly all that it was called, where that is known: it loses names that were set aside
   */
  note(key: string, name: string, formerly?: readonly string[]): void {
    if (formerly) this.forget(key)
    const id = this.#fold(key)
    if (this.keyOf(name) === id && !this.#names.has(id) && !formerly?.length) return
    const all = [name, ...(this.#names.get(id) ?? [key]), ...(formerly ?? [])]
    const names = new Map(all.map((one) => [this.#fold(one), one]))
    names.delete(this.#fold(name))
    this.#names.set(id, [name, ...names.values()])
    for (const one of all) this.#keys.set(this.#fold(one), id)
  }

  /** It is no more: its names are anybody's. */
  forget(key: string): void {
    const id = this.#fold(key)
    for (const one of this.#names.get(id) ?? []) {
      const folded = this.#fold(one)
      // By now it may be another's.
      if (this.#keys.get(folded) === id) this.#keys.delete(folded)
    }
    this.#names.delete(id)
  }
}
