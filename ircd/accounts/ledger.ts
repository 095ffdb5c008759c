/** Where entries are carried out: each account's one after the other, and told when they are safe. */
import type { Store } from '#store/store.ts'
import type { AccountNews, AccountRefusal } from '#wire/account.ts'
import { foldAscii } from '#wire/casemap.ts'
import type { DocumentChange } from '#wire/ledger.ts'
import { Bulletin } from './bulletin.ts'
import { type AccountEntry, apply, newsOf } from './entry.ts'
import { accountNamed, keyOf } from './names.ts'
import type { DocumentNews } from './replication/carry-out.ts'
import { Share, type ShareTerms } from './replication/share.ts'

/** An entry as it is before it says when it was, and about whom. */
export type Change = AccountEntry extends infer E
  ? E extends AccountEntry
    ? Omit<E, 'account' | 'at'>
    : never
  : never

/** What is said where nobody can decide. */
const awayCode = 'TEMPORARILY_UNAVAILABLE'

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
    if (this.share) return this.#decide(this.share, 'account', entry, at, otherwise)
    const news = newsOf(entry)
    const done = await this.#inTurn(account, async () => {
      const happened = await apply(this.#store, entry)
      if (happened && news) await this.#bulletin.post(news, entry.at)
      return happened
    })
    if (done && news) await this.#bulletin.catchUp()
    return done ? undefined : otherwise
  }

  /** As `write`, about a document that all servers have. */
  async change(document: DocumentChange): Promise<AccountRefusal | undefined> {
    return this.#decide(this.share!, 'document', document, this.#now(), crossed)
  }

  async follow(hear: (news: AccountNews) => void | Promise<void>): Promise<void> {
    await this.#bulletin.follow((news) => (news.kind === 'document' ? undefined : hear(news)))
  }

  async followDocuments(hear: (news: DocumentNews) => void | Promise<void>): Promise<void> {
    await this.#bulletin.follow((news) => (news.kind === 'document' ? hear(news) : undefined))
  }

  catchUp(): Promise<void> {
    return this.#bulletin.catchUp()
  }

  async #decide(
    share: Share,
    of: string,
    data: unknown,
    at: number,
    otherwise: AccountRefusal,
  ): Promise<AccountRefusal | undefined> {
    const { outcome } = await share.decide(of, data, at)
    if (outcome === 'done') await this.#bulletin.catchUp()
    if (outcome === 'done') return undefined
    return outcome === 'away' ? awayFor(await share.authority()) : otherwise
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

const crossed: AccountRefusal = {
  code: 'TRY_LATER',
  text: 'Somebody else has changed it at the same time: look, and try again',
}

function awayFor(authority: string): AccountRefusal {
  const text = `This is decided on ${authority}, which cannot be asked now: try again later`
  return { code: awayCode, text }
}
