/**
 * The log of what was decided, as one server keeps it in its store: rows of the log `account-entries`,
 * each at its number, and the shelf `ledger`, which says who has numbered them.
 */
import { randomUUID } from 'node:crypto'
import type { NewRow, Store } from '#store/store.ts'
import { authorityOf, type Epoch, type Era, type LedgerEntry, type Position } from '#wire/ledger.ts'

const log = 'account-entries'
const asideLog = 'account-entries-aside'
/** Entries that are kept for servers that come back; one that was away for longer gets a snapshot. */
const keptEntries = 10_000
const erasMax = 200
/** Entries that are read at once. */
const pageEntries = 500
const stateKey = 'state'

export interface JournalState {
  /** Names the log: two with different names have nothing to do with each other. */
  id: string
  /** The earliest first; there is always one. */
  eras: Era[]
  /** Entries up to this one are not in the log any more, but in what the store has. */
  base: number
}

/** The log, and how far it goes: an era begins with its first entry, and not before. */
export interface Head extends Position, JournalState {
  /** The server that decides. */
  authority: string
}

/** An entry that is nobody's any more, and why. */
export interface Aside {
  entry: LedgerEntry
  /** Milliseconds since 1970. */
  at: number
  why: string
}

export class Journal {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** Nothing where this server has no part of a log. */
  async head(): Promise<Head | undefined> {
    const state = await this.#shelf.get(stateKey)
    if (!state) return undefined
    const [last] = await this.#store.log.page({ ...rows, keep: 'newest', limit: 1 })
    const number = Math.max(last?.at ?? 0, state.base)
    const eras = state.eras.filter(({ first }, i) => i === 0 || first <= number)
    const authority = authorityOf(eras.at(-1)!.epoch)
    return { ...state, eras, number, authority, epoch: epochAt(state, number) }
  }

  /** A new log, of which this server is the first to write. */
  async found(authority: string): Promise<void> {
    const epoch = `1:${authority}`
    await this.#store.log.forget(log)
    await this.#shelf.put(stateKey, { id: randomUUID(), eras: [{ epoch, first: 1 }], base: 0 })
  }

  /** Entries that follow the last; what they have to say of epochs first. */
  async append(entries: LedgerEntry[]): Promise<void> {
    const head = await this.head()
    if (!head || !entries.length) return
    const eras = [...head.eras]
    for (const { epoch, number } of entries) {
      if (eras.at(-1)!.epoch !== epoch) eras.push({ epoch, first: number })
    }
    if (eras.length > head.eras.length) await this.#write({ ...head, eras })
    await this.#store.log.append(entries.map((entry) => rowOf(log, entry.number, entry)))
    const end = entries.at(-1)!.number
    // Now and then, not each time.
    if (end - head.base >= 2 * keptEntries) await this.#shorten(head, end - keptEntries)
  }

  /** Those after a number, in their order. */
  async after(number: number, limit: number): Promise<LedgerEntry[]> {
    const found = await this.#store.log.page({
      ...rows,
      after: { at: number },
      keep: 'oldest',
      limit,
    })
    // A crash may have left an entry beside what stands for it.
    const entries = new Map(found.map(({ at, line }) => [at, JSON.parse(line) as LedgerEntry]))
    return [...entries.values()]
  }

  /**
   * Entries about accounts that are no more say nothing from now on. Whoever reads such a one must
   * also read that of the removal: `isWhole`.
   * @param removed by the account's key: the entry of its removal, which others may still have to read
   */
  async blank(removed: ReadonlyMap<string, number>): Promise<void> {
    const last = Math.max(...removed.values())
    const { base = last } = (await this.head()) ?? {}
    for (let from = base; from < last; ) {
      const page = await this.after(from, pageEntries)
      for (const entry of page) {
        const until = removed.get(Object(entry.data).account)
        if (entry.of !== 'account' || until === undefined || entry.number >= until) continue
        if (Object(entry.data).kind === 'removed') continue
        await this.#replace({ ...entry, of: 'gone', data: { until } })
      }
      from = page.at(-1)?.number ?? last
    }
  }

  /** First what stands for it, so that no number is ever missing. */
  async #replace(entry: LedgerEntry): Promise<void> {
    const row = rowOf(log, entry.number, entry)
    await this.#store.log.append([{ ...row, id: `${row.id} gone` }])
    await this.#store.log.redact(log, '', row.id)
  }

  /** The store has all of a log, as it is after the entry `number`. */
  async adopt(id: string, eras: Era[], number: number): Promise<void> {
    await this.#store.log.forget(log)
    await this.#write({ id, eras, base: number })
  }

  /** Keeps entries where nothing follows from them any more. */
  async setAside(entries: LedgerEntry[], why: string, at: number): Promise<void> {
    const first = (await this.#store.log.lastSeq(asideLog)) + 1
    const all = entries.map((entry, i) => rowOf(asideLog, first + i, { entry, at, why }))
    if (all.length) await this.#store.log.append(all)
  }

  async asides(): Promise<Aside[]> {
    const found = await this.#store.log.since(asideLog, 0, keptEntries)
    return found.map(({ line }) => JSON.parse(line) as Aside)
  }

  /** There is no log any more: accounts are this server's own. */
  async end(): Promise<void> {
    await this.#shelf.remove(stateKey)
    await this.#store.log.forget(log)
  }

  async #shorten({ id, eras }: JournalState, base: number): Promise<void> {
    const first = eras.findLastIndex((era) => era.first <= base)
    await this.#write({ id, base, eras: eras.slice(Math.max(0, first)) })
    await this.#store.log.forget(log, base + 1)
  }

  #write({ id, eras, base }: JournalState): Promise<void> {
    return this.#shelf.put(stateKey, { id, eras: eras.slice(-erasMax), base })
  }

  get #shelf() {
    return this.#store.shelf<JournalState>('ledger')
  }
}

const rows = { log, buffer: '', events: true }

/** Whether these can be taken without those that follow. */
export function isWhole(entries: LedgerEntry[]): boolean {
  const last = entries.at(-1)?.number ?? 0
  return entries.every(({ of, data }) => of !== 'gone' || Object(data).until <= last)
}

/** What a page goes by is the number: the time stands in the entry. */
function rowOf(name: string, number: number, line: object): NewRow {
  const id = `${name} ${number}`
  return { log: name, buffer: '', id, at: number, event: true, line: JSON.stringify(line) }
}

/** '' where that is not known any more, or was never written. */
export function epochAt({ eras }: Pick<JournalState, 'eras'>, number: number): Epoch {
  return eras.findLast(({ first }) => first <= number)?.epoch ?? ''
}
