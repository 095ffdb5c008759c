/** Where entries are carried out: each account's one after the other, and told when they are safe. */
import type { Store } from '#store/store.ts'
import type { AccountNews, AccountRefusal } from '#wire/account.ts'
import { foldAscii } from '#wire/casemap.ts'
import { Bulletin } from './bulletin.ts'
import { type AccountEntry, apply, newsOf } from './entry.ts'
import { accountNamed, keyOf } from './names.ts'
import { Share, type ShareTerms } from './replication/share.ts'

/** An entry as it is before it says when it was, and about whom. */
export type Change = AccountEntry extends infer E
  ? E extends AccountEntry
    ? Omit<E, 'account' | 'at'>
    : never
  : never

export class Ledger {
  readonly #store: Store
  readonly #now: () => number
  readonly #bulletin: Bulletin
  /** With which other servers accounts are shared; absent where they are this one's alone. */
  readonly share: Share | undefined
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor(store: Store, now: () => number, terms: ShareTerms | undefined) {
    this.#store = store
    this.#now = now
    this.#bulletin = new Bulletin(store)
    this.share = terms && new Share(store, this.#bulletin, terms)
  }

  /**
   * What follows from it in this process has happened when this settles.
   * @param otherwise why it did not happen, where it did not
   */
  async write(
    name: string,
    change: Change,
    otherwise: AccountRefusal,
  ): Promise<AccountRefusal | undefined> {
    const known = await accountNamed(this.#store, name)
    const account = known ? keyOf(known) : foldAscii(name)
    const at = this.#now()
    const entry = { ...change, account, at } as AccountEntry
    if (this.share) return this.share.settle('account', entry, at, otherwise)
    const news = newsOf(entry)
    const done = await this.#inTurn(account, async () => {
      const happened = await apply(this.#store, entry)
      if (happened && news) await this.#bulletin.post([news], entry.at)
      return happened
    })
    if (done && news) await this.#bulletin.catchUp()
    return done ? undefined : otherwise
  }

  async follow(hear: (news: AccountNews) => void | Promise<void>): Promise<void> {
    await this.#bulletin.follow((news) => (news.kind === 'document' ? undefined : hear(news)))
  }

  catchUp(): Promise<void> {
    return this.#bulletin.catchUp()
  }

  async #inTurn<T>(account: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(account) ?? Promise.resolve()).then(work)
    const settled = turn.catch(() => {})
    this.#turns.set(account, settled)
    await settled
    if (this.#turns.get(account) === settled) this.#turns.delete(account)
    return turn
  }
}
