/** Where entries are carried out: each account's one after the other, and told when they are safe. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Store } from '#store/store.ts'
import type { AccountAuthority } from '#wire/account.ts'
import { foldAscii } from '#wire/casemap.ts'
import { Bulletin } from './bulletin.ts'
import { type AccountEntry, apply, newsOf } from './entry.ts'
import { accountNamed, keyOf } from './names.ts'

/** An entry as it is before it says when it was, and about whom. */
export type Change = AccountEntry extends infer E
  ? E extends AccountEntry
    ? Omit<E, 'account' | 'at'>
    : never
  : never

/** A process that holds an account for longer has ended. */
const turnMs = 10_000
const waitMs = 10

export class Ledger {
  readonly #store: Store
  readonly #now: () => number
  readonly #bulletin: Bulletin
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor(store: Store, now: () => number) {
    this.#store = store
    this.#now = now
    this.#bulletin = new Bulletin(store)
  }

  /** @returns whether it happened. What follows from it in this process has happened then too. */
  async write(name: string, change: Change): Promise<boolean> {
    const known = await accountNamed(this.#store, name)
    const account = known ? keyOf(known) : foldAscii(name)
    const entry = { ...change, account, at: this.#now() } as AccountEntry
    const news = newsOf(entry)
    const done = await this.#inTurn(account, async () => {
      await using _turn = await this.#alone(account)
      const happened = await apply(this.#store, entry)
      if (happened && news) await this.#bulletin.post(news, entry.at)
      return happened
    })
    if (done && news) await this.#bulletin.catchUp()
    return done
  }

  follow(...hear: Parameters<AccountAuthority['follow']>): Promise<void> {
    return this.#bulletin.follow(...hear)
  }

  catchUp(): Promise<void> {
    return this.#bulletin.catchUp()
  }

  /** Other processes on the store do not write at the same time: a change would undo another. */
  async #alone(account: string): Promise<AsyncDisposable> {
    const turns = this.#store.shelf<{ until: number }>('account-turns')
    while (!(await turns.add(account, { until: Date.now() + turnMs }))) {
      const other = await turns.get(account)
      // Its process has ended in the middle.
      if (other && other.until < Date.now()) await turns.remove(account)
      else await sleep(waitMs)
    }
    return {
      async [Symbol.asyncDispose]() {
        await turns.remove(account)
      },
    }
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
