/**
 * The log of what was decided, kept by this server with its neighbours: who decides, who lacks what,
 * and where a wish is to be asked. The links carry it; it does not know how.
 */
import type { AccountRefusal } from '#wire/account.ts'
import {
  authorityOf,
  type Correspondent,
  compareEpochs,
  comparePositions,
  type DocumentChange,
  type DocumentNews,
  type LedgerEntry,
  type LedgerKeeper,
  type LedgerMessage,
  type LedgerState,
  type Neighbour,
  type StoredDocument,
} from '#wire/ledger.ts'
import { isFormed } from './carry-out.ts'
import { type Archive, Correspondence, type Staged } from './correspondence.ts'
import { epochAt, type Head, type Journal } from './journal.ts'
import { away, type Decided, type Share } from './share.ts'
import { gather, install } from './snapshot.ts'
import { Wishes } from './wishes.ts'

export interface ReplicaTerms {
  share: Share
  now(): number
  tell(event: string, facts: Record<string, unknown>): void
  fault(error: unknown): void
}

export class Replica implements LedgerKeeper, Archive {
  joined = false
  readonly #share: Share
  readonly #journal: Journal
  readonly #terms: ReplicaTerms
  readonly #correspondences = new Set<Correspondence>()
  readonly #wishes: Wishes
  readonly #heeding: (() => void)[] = []
  #authority = ''
  #isClosed = false
  /** Nothing here is of its own, nor is any made without a log: another one may be taken over. */
  #isFresh = false

  constructor(terms: ReplicaTerms) {
    this.#terms = terms
    this.#share = terms.share
    this.#journal = terms.share.journal
    this.#wishes = new Wishes(terms.now)
    this.#share.asks = (of, data, at) => this.#ask(of, data, at)
    this.#share.grown = () => this.#feedAll()
  }

  /** To be awaited before all else. */
  async open(): Promise<void> {
    const share = this.#share
    const isFirst = !(await this.head())
    if (isFirst && (await share.authority()) === share.server) {
      await share.found()
      this.#terms.tell('accounts log begun', { authority: share.server })
    }
    await share.inTurn(async () => {})
    this.#isFresh = !(await this.head()) && (await this.#ownAccounts()).length === 0
    await this.#look()
  }

  get isOpen(): boolean {
    return this.joined || this.#isFresh
  }

  get decides(): boolean {
    return this.joined && this.#authority === this.#share.server
  }

  get isReachable(): boolean {
    return this.decides || (this.joined && this.#towards(this.#authority) !== undefined)
  }

  change(document: DocumentChange): Promise<AccountRefusal | undefined> {
    return this.#share.settle('document', document, this.#terms.now(), crossed)
  }

  async followDocuments(hear: (news: DocumentNews) => void | Promise<void>): Promise<void> {
    const { bulletin } = this.#share
    await bulletin.follow((news) => (news.kind === 'document' ? hear(news) : undefined))
  }

  meet(neighbour: Neighbour): Correspondent {
    const correspondence = new Correspondence(neighbour, this)
    this.#correspondences.add(correspondence)
    if (!this.isOpen) {
      const { name } = neighbour
      this.#terms.tell('accounts not joined', { name, reason: waitsForAdoption })
    }
    correspondence.sayWhere().catch((error) => this.fault(error))
    return correspondence
  }

  onChange(heed: () => void): void {
    this.#heeding.push(heed)
  }

  tick(now: number): void {
    this.#wishes.tick(now)
    // Another process on the store may have written.
    this.#look().then(
      () => this.#feedAll(),
      (error) => this.fault(error),
    )
  }

  async state(): Promise<LedgerState> {
    const { epoch = '', number = 0 } = (await this.head()) ?? {}
    const authority = await this.#share.authority()
    const neighbours = [...this.#correspondences].flatMap(({ neighbour, theirs }) => {
      return theirs ? [{ name: neighbour.name, ...theirs }] : []
    })
    return {
      epoch,
      number,
      authority,
      isOwn: this.decides,
      isReachable: this.isReachable,
      joined: this.joined,
      waitsFor: this.isOpen ? undefined : waitsForAdoption,
      neighbours,
      aside: (await this.#journal.asides()).length,
    }
  }

  async promote(): Promise<string | undefined> {
    const head = await this.head()
    if (!head) return 'This server has not got the accounts of the network'
    if (head.authority === this.#share.server) return 'This server decides already'
    await this.#share.promote(this.#terms.now())
    await this.#look()
    const facts = { authority: this.#share.server, before: head.authority, entry: head.number }
    this.#terms.tell('accounts promoted', facts)
    return undefined
  }

  async adopt(): Promise<string | undefined> {
    if (this.joined) return 'This server has the accounts of the network already'
    this.#isFresh = true
    for (const correspondence of this.#correspondences) await correspondence.sayWhere()
    return undefined
  }

  async aside(): Promise<string[]> {
    const all = await this.#journal.asides()
    return all.map(({ entry, at, why }) => {
      return `${new Date(at).toISOString()} ${entry.epoch} ${entry.number} ${about(entry)} (${why})`
    })
  }

  head(): Promise<Head | undefined> {
    return this.#journal.head()
  }

  after(number: number, limit: number): Promise<LedgerEntry[]> {
    return this.#journal.after(number, limit)
  }

  gather(): Promise<{ head: Head; documents: StoredDocument[] } | undefined> {
    return this.#share.inTurn(async (head) => {
      return head && { head, documents: await gather(this.#share.store) }
    })
  }

  /** Those that follow ours; where they follow something else, none. */
  async take(entries: LedgerEntry[]): Promise<void> {
    await this.#share.inTurn(async (head) => {
      if (!head) return
      const known = entries.filter(({ number }) => number <= head.number)
      const news = entries.slice(known.length)
      const isOurs = known.every(({ epoch, number }) => epochAt(head, number) === epoch)
      if (!isOurs || !follows(head, news)) return
      await this.#share.write(...news)
    })
    await this.#settle()
  }

  async install(staged: Staged): Promise<void> {
    const { id, eras, number, documents } = staged
    const { store, bulletin } = this.#share
    await this.#share.inTurn(async (head) => {
      const epoch = epochAt(staged, number)
      const isLate = head && comparePositions({ epoch, number }, head) <= 0
      if (isLate || (head ? head.id !== id : !this.isOpen)) return
      const lost = head ? await this.#lost(head, staged) : await this.#ownAccounts()
      const why = head ? `${authorityOf(epoch)} decides since` : 'this server has joined'
      await this.#journal.setAside(lost, why, this.#terms.now())
      for (const entry of lost) this.#terms.tell('accounts set aside', { entry: about(entry), why })
      const news = await install(store, documents)
      await this.#journal.adopt(id, eras, number)
      await this.#share.applied(number)
      await bulletin.post(news, this.#terms.now())
      this.#terms.tell('accounts taken over', { entry: number, documents: documents.length })
    })
    await this.#settle()
  }

  asked({ ask, of, data, at }: Extract<LedgerMessage, { t: 'ask' }>, by: Correspondence): void {
    this.#decide(String(of), data, Number(at), by).then(
      (decided) => by.send({ t: 'answer', ask, ...decided }),
      (error) => {
        this.fault(error)
        by.send({ t: 'answer', ask, ...away })
      },
    )
  }

  answered({ ask, outcome, number }: Extract<LedgerMessage, { t: 'answer' }>, by: Correspondence) {
    this.#wishes.answer(by, Number(ask), { outcome, number: Number(number) })
    this.#heedNumber().catch((error) => this.fault(error))
  }

  left(by: Correspondence): void {
    this.#correspondences.delete(by)
    this.#wishes.left(by)
  }

  fault(error: unknown): void {
    if (!this.#isClosed) this.#terms.fault(error)
  }

  /** The store is closed next: what was on its way to it is nothing to complain of. */
  close(): void {
    this.#isClosed = true
    for (const each of [...this.#correspondences]) each.ended()
  }

  /** Here, or on the way to the server that decides; never back to who asked. */
  async #decide(of: string, data: unknown, at: number, by?: Correspondence): Promise<Decided> {
    const authority = await this.#share.authority()
    if (authority === this.#share.server && this.joined) {
      if (!isFormed(of, data)) return { outcome: 'not', number: 0 }
      const decided = await this.#share.decideHere(of, data, at)
      await this.#share.bulletin.catchUp().catch((error) => this.fault(error))
      return decided
    }
    const way = this.#towards(authority)
    if (!way || way === by) return away
    return this.#wishes.ask(way, (ask) => way.send({ t: 'ask', ask, of, data, at }))
  }

  /** Asks for this server itself: it is done once it is so here. */
  async #ask(of: string, data: unknown, at: number): Promise<Decided> {
    if (!this.joined) return away
    const decided = await this.#decide(of, data, at)
    if (decided.outcome === 'done') await this.#wishes.reached(decided.number, this.#number)
    return decided
  }

  #towards(server: string): Correspondence | undefined {
    for (const each of this.#correspondences) if (each.neighbour.leadsTo(server)) return each
    return undefined
  }

  #number = 0

  async #heedNumber(): Promise<void> {
    this.#number = (await this.head())?.number ?? 0
    this.#wishes.come(this.#number)
  }

  /** Entries have come from another server. */
  async #settle(): Promise<void> {
    await this.#share.bulletin.catchUp()
    await this.#look()
    this.#feedAll()
  }

  /** Sees how things are, and tells who wants to know. */
  async #look(): Promise<void> {
    const head = await this.head()
    this.#number = head?.number ?? 0
    this.#wishes.come(this.#number)
    const wasJoined = this.joined
    this.joined = head !== undefined
    if (head && head.authority !== this.#authority) {
      if (this.#authority) {
        const facts = { authority: head.authority, before: this.#authority }
        this.#terms.tell('accounts authority', facts)
      }
      this.#authority = head.authority
    }
    if (wasJoined !== this.joined) for (const heed of this.#heeding) heed()
  }

  #feedAll(): void {
    for (const each of this.#correspondences) each.feed().catch((error) => this.fault(error))
  }

  /** Entries of ours that are not in the log of whoever decides now. */
  async #lost(head: Head, theirs: Staged): Promise<LedgerEntry[]> {
    const own = await this.#journal.after(head.base, head.number - head.base)
    return own.filter(({ epoch, number }) => {
      const known = epochAt(theirs, number)
      return number > theirs.number || (known !== '' && known !== epoch)
    })
  }

  /** What this server has decided before it knew of any log, as entries. */
  async #ownAccounts(): Promise<LedgerEntry[]> {
    const { store } = this.#share
    const documents = await gather(store)
    const channels = (await store.channels.list())
      .filter(([, { registration }]) => registration !== undefined)
      .map(([key, value]): StoredDocument => ['channels', key, value])
    return [...documents.filter(([shelf]) => shelf === 'accounts'), ...channels].map(
      ([shelf, key, value], i) => {
        const data = { shelf, key, value }
        return { epoch: '', number: i + 1, at: this.#terms.now(), of: 'own', data }
      },
    )
  }
}

const crossed: AccountRefusal = {
  code: 'TRY_LATER',
  text: 'Somebody else has changed it at the same time: look, and try again',
}

const waitsForAdoption =
  'this server has accounts of its own: NickServ AUTHORITY ADOPT sets them aside'

/** Each the next one, and of no earlier epoch. */
function follows(head: Head, entries: LedgerEntry[]): boolean {
  let { epoch } = head.eras.at(-1)!
  return entries.every((entry, i) => {
    const isNext = entry.number === head.number + 1 + i && compareEpochs(entry.epoch, epoch) >= 0
    epoch = entry.epoch
    return isNext
  })
}

/** What an entry is about, without anything by which somebody could come in. */
function about({ of, data }: LedgerEntry): string {
  const { kind, account, shelf, key, server } = (data ?? {}) as Record<string, unknown>
  return [of, kind, account, shelf, key, server].filter((word) => word !== undefined).join(' ')
}
