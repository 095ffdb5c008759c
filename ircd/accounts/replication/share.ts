/**
 * Deciding for several servers: the one that the log calls its authority writes an entry and carries
 * it out; the others ask it. All processes on one store may decide, one after the other.
 */
import type { Config } from '#host/config.ts'
import type { Store } from '#store/store.ts'
import type { AccountRefusal } from '#wire/account.ts'
import type { LedgerEntry, Outcome } from '#wire/ledger.ts'
import { nextEpoch } from '#wire/ledger.ts'
import type { Bulletin } from '../bulletin.ts'
import { alone } from '../turns.ts'
import { carryOut, type News } from './carry-out.ts'
import { type Head, Journal } from './journal.ts'

/** Who of several servers this one is; nothing where accounts are this server's alone. */
export interface ShareTerms {
  /** The name of this server. */
  server: string
  /** Who decides as long as nobody was promoted: a name of a server, perhaps this one's. */
  authority: string
}

export function shareOf({
  server,
  accounts: { authority },
}: { server: Pick<Config['server'], 'name'> } & Pick<Config, 'accounts'>): ShareTerms | undefined {
  const { name } = server
  if (!authority) return undefined
  return {
    server: name,
    authority: authority.toLowerCase() === name.toLowerCase() ? name : authority,
  }
}

export interface Decided {
  outcome: Outcome
  /** The entry after which it is so. */
  number: number
}

export const away: Decided = { outcome: 'away', number: 0 }

/** What all processes on a store hold, one at a time, to write the log or carry it out. */
const turnKey = '*'
const appliedKey = 'applied'

export class Share {
  readonly server: string
  readonly journal: Journal
  readonly store: Store
  readonly bulletin: Bulletin
  /** Asks the server that decides; absent in processes that have no links. */
  asks: ((of: string, data: unknown, at: number) => Promise<Decided>) | undefined
  /** Told when the log of this server has grown by what was decided here. */
  grown: (() => void) | undefined
  readonly #configured: string
  #turn: Promise<unknown> = Promise.resolve()

  constructor(store: Store, bulletin: Bulletin, { server, authority }: ShareTerms) {
    this.store = store
    this.bulletin = bulletin
    this.server = server
    this.#configured = authority
    this.journal = new Journal(store)
  }

  /** The name of the server that decides. */
  async authority(): Promise<string> {
    return (await this.journal.head())?.authority ?? this.#configured
  }

  async isAuthority(): Promise<boolean> {
    return (await this.journal.head())?.authority === this.server
  }

  /** Here, or on the server that decides. */
  async decide(of: string, data: unknown, at: number): Promise<Decided> {
    if (await this.isAuthority()) return this.decideHere(of, data, at)
    return (await this.asks?.(of, data, at)) ?? away
  }

  /**
   * As `decide`; what follows from it in this process has happened when this settles.
   * @param otherwise why it did not happen, where it did not
   */
  async settle(
    of: string,
    data: unknown,
    at: number,
    otherwise: AccountRefusal,
  ): Promise<AccountRefusal | undefined> {
    const { outcome } = await this.decide(of, data, at)
    if (outcome === 'done') {
      await this.bulletin.catchUp()
      return undefined
    }
    if (outcome === 'not') return otherwise
    const text = `This is decided on ${await this.authority()}, which cannot be asked now: try again later`
    return { code: 'TEMPORARILY_UNAVAILABLE', text }
  }

  decideHere(of: string, data: unknown, at: number): Promise<Decided> {
    return this.inTurn(async (head) => {
      if (head?.authority !== this.server) return away
      const number = head.number + 1
      const entry = { epoch: head.eras.at(-1)!.epoch, number, at, of, data }
      return { outcome: (await this.write(entry)) ? 'done' : 'not', number }
    })
  }

  /** Accounts are this server's alone from now on. @returns whether they were not. */
  static async end(store: Store): Promise<boolean> {
    const journal = new Journal(store)
    if (!(await journal.head())) return false
    await journal.end()
    return true
  }

  /** A log begins with this server, which has decided alone until now. */
  async found(): Promise<void> {
    await this.inTurn(async (head) => {
      if (!head) await this.journal.found(this.server)
    })
    await this.decideHere('authority', { server: this.server }, Date.now())
  }

  /** This server decides from now on. @returns whether it has the log. */
  promote(at: number): Promise<boolean> {
    return this.inTurn(async (head) => {
      if (!head) return false
      const epoch = nextEpoch(head.eras.at(-1)!.epoch, this.server)
      const data = { server: this.server }
      await this.write({ epoch, number: head.number + 1, at, of: 'authority', data })
      return true
    })
  }

  /**
   * First the log, then what follows: what a crash, or a store that failed, leaves undone is done
   * before anything else by whoever has the next turn.
   * @returns whether the last of them happened
   */
  async write(...entries: LedgerEntry[]): Promise<boolean> {
    if (!entries.length) return false
    await this.journal.append(entries)
    const isSo = await this.#carryOut(entries)
    this.grown?.()
    return isSo
  }

  async #carryOut(entries: LedgerEntry[]): Promise<boolean> {
    const last = entries.at(-1)!
    const all: News[] = []
    const removed = new Map<string, number>()
    let isSo = false
    for (const entry of entries) {
      const { happened, news } = await carryOut(this.store, entry)
      isSo = happened
      if (news) all.push(news)
      if (news?.kind === 'removed') removed.set(news.account, entry.number)
    }
    await this.bulletin.post(all, last.at)
    if (removed.size) await this.journal.blank(removed)
    await this.applied(last.number)
    return isSo
  }

  /** What was carried out may have been of a log that another has replaced since, and then was longer. */
  async #redo(head: Head): Promise<void> {
    const done = (await this.#applied.get(appliedKey))?.number ?? head.base
    if (done === head.number) return
    const undone = done < head.number ? await this.journal.after(done, head.number - done) : []
    if (undone.length > 0) await this.#carryOut(undone)
    else await this.applied(head.number)
  }

  async applied(number: number): Promise<void> {
    await this.#applied.put(appliedKey, { number })
  }

  /** Nothing is left to carry out when the work begins. */
  inTurn<T>(work: (head: Head | undefined) => Promise<T>): Promise<T> {
    const turn = this.#turn.then(async () => {
      await using _turn = await alone(this.store, turnKey)
      const head = await this.journal.head()
      if (head) await this.#redo(head)
      return work(head)
    })
    this.#turn = turn.catch(() => {})
    return turn
  }

  get #applied() {
    return this.store.shelf<{ number: number }>('ledger')
  }
}
