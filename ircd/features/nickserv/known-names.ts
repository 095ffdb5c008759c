/**
 * Which nicks may be somebody's: nearly all are nobody's, and for those the store need not be asked.
 * What other processes make is here a second later; what ends stays, and costs a look at the store.
 */
import type { AccountFacts } from '#wire/account.ts'
import { foldAscii } from '#wire/casemap.ts'
import { likenessOf } from '#wire/likeness.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'

class KnownNames {
  /** Folded nicks, and likenesses behind a space. Nothing until they have been read. */
  #keys: Set<string> | undefined
  /** What has been heard of before all was read. */
  #early: AccountFacts[] = []

  async read({ ports }: Server): Promise<void> {
    const all = await ports.accounts.list()
    this.#keys = new Set()
    for (const account of [...all, ...this.#early.splice(0)]) this.add(account)
  }

  add(account: AccountFacts): void {
    if (!this.#keys) return void this.#early.push(account)
    const { name, formerly, nicks } = account
    for (const nick of [name, ...formerly, ...nicks]) {
      this.#keys.add(foldAscii(nick)).add(` ${likenessOf(nick)}`)
    }
  }

  /** False is certain, but for what was made within the last second elsewhere. */
  has(nick: string): boolean {
    const keys = this.#keys
    return !keys || keys.has(foldAscii(nick)) || keys.has(` ${likenessOf(nick)}`)
  }
}

export const knownNames = perServer(() => new KnownNames())
