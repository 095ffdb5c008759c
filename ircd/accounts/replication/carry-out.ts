/** What follows from an entry of the log, the same on every server that has the same entries. */
import type { Store } from '#store/store.ts'
import type { AccountNews } from '#wire/account.ts'
import type { DocumentChange, DocumentNews, LedgerEntry } from '#wire/ledger.ts'
import { type AccountEntry, apply, newsOf } from '../entry.ts'

export type News = AccountNews | DocumentNews

/** Shelves on which documents lie that all servers have alike. */
export const documentShelves: readonly string[] = ['registrations', 'vhosts']

/** All shelves that servers have alike: those that `apply` writes, and those of documents. */
export const commonShelves: readonly string[] = [
  'accounts',
  'nicks',
  'likenesses',
  'certificates',
  ...documentShelves,
]

export interface Consequence {
  /** Whether it is so now; the same entry has the same answer everywhere. */
  happened: boolean
  /** What others are told. */
  news?: News | undefined
}

/** Whether it can be an entry at all: what cannot must not come into a log. */
export function isFormed(of: string, data: unknown): boolean {
  const { account, kind, name, credentials, shelf, key, value } = Object(data)
  const isText = (...all: unknown[]) => all.every((one) => typeof one === 'string')
  if (of === 'account') {
    return isText(account, kind) && (kind !== 'made' || (isText(name) && isObject(credentials)))
  }
  const isDocument = of === 'document' && documentShelves.includes(shelf) && isText(key)
  return isDocument && (value === undefined || isObject(value))
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

/** Carries an entry out. One after the other, in their order. */
export async function carryOut(store: Store, entry: LedgerEntry): Promise<Consequence> {
  const { of, data } = entry
  if (of === 'account') {
    const change = data as AccountEntry
    const happened = await apply(store, change)
    return { happened, news: happened ? newsOf(change) : undefined }
  }
  if (of === 'document') return change(store, data as DocumentChange, entry.number)
  return { happened: true }
}

/** A document carries the number of the entry that made it what it is. */
async function change(
  store: Store,
  { shelf: name, key, value, base }: DocumentChange,
  number: number,
): Promise<Consequence> {
  const shelf = store.shelf<{ number?: number }>(name)
  const known = await shelf.get(key)
  const { number: made = 0 } = known ?? {}
  // It is this entry's already where a crash came between it and the news.
  if (base !== undefined && made !== base && made !== number) return { happened: false }
  if (value) await shelf.put(key, { ...value, number })
  else await shelf.remove(key)
  return { happened: true, news: { kind: 'document', shelf: name, key } }
}
