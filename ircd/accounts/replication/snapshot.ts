/** All that servers have alike, as it is at one moment: for one that was away for too long. */
import type { Account, Store } from '#store/store.ts'
import type { StoredDocument } from '#wire/ledger.ts'
import { forgetBelongings } from '../belongings.ts'
import { commonShelves, documentShelves, type News } from './carry-out.ts'

/** So many documents are written together: each alone would wait for the disk by itself. */
const atOnce = 500

/** Nobody writes meanwhile: see `Share.inTurn`. */
export async function gather(store: Store): Promise<StoredDocument[]> {
  const shelves = await Promise.all(commonShelves.map((name) => store.shelf(name).list()))
  return shelves.flatMap((entries, i) => {
    return entries.map(([key, value]): StoredDocument => [commonShelves[i]!, key, value])
  })
}

/**
 * The store has these from now on, and no others.
 * @returns what has changed by it. Accounts that are gone, or somebody else's, leave nothing behind.
 */
export async function install(store: Store, documents: StoredDocument[]): Promise<News[]> {
  const news: News[] = []
  const writing: Promise<unknown>[] = []
  const others: string[] = []
  for (const name of commonShelves) {
    const shelf = store.shelf<unknown>(name)
    const wanted = documents.filter(([where]) => where === name)
    const before = new Map(await shelf.list())
    for (const [, key, value] of wanted) {
      const known = before.get(key)
      before.delete(key)
      if (JSON.stringify(known) === JSON.stringify(value)) continue
      if (name === 'accounts' && isOther(known as Account, value as Account)) others.push(key)
      writing.push(shelf.put(key, value))
      news.push(...newsAbout(name, key, known, value))
      if (writing.length >= atOnce) await Promise.all(writing.splice(0))
    }
    for (const [key, known] of before) {
      writing.push(shelf.remove(key))
      if (name === 'accounts') others.push(key)
      news.push(...newsAbout(name, key, known, undefined))
      if (writing.length >= atOnce) await Promise.all(writing.splice(0))
    }
  }
  await Promise.all(writing)
  for (const key of others) await forgetBelongings(store, key, documentShelves)
  return news
}

/** Accounts of one name that were made at different times are different people's. */
function isOther(known: Account | undefined, account: Account): boolean {
  return known !== undefined && known.createdAt !== account.createdAt
}

function newsAbout(shelf: string, key: string, before: unknown, after: unknown): News[] {
  if (documentShelves.includes(shelf)) return [{ kind: 'document', shelf, key }]
  if (shelf !== 'accounts') return []
  return changesOf(before as Account | undefined, after as Account | undefined).map((kind) => {
    return { kind, account: key }
  })
}

type Kind = Exclude<News['kind'], 'document'>

/** In the words of entries, as far as anybody must hear of it. */
function changesOf(before: Account | undefined, after: Account | undefined): Kind[] {
  if (!after) return ['removed']
  if (!before) return ['made']
  if (isOther(before, after)) return ['removed', 'made']
  const differs = (part: keyof Account) => {
    return JSON.stringify(before[part]) !== JSON.stringify(after[part])
  }
  return [
    ...(differs('name') ? ['renamed' as const] : []),
    ...(differs('credentials') ? ['password' as const] : []),
    ...(differs('suspended')
      ? [after.suspended ? ('suspended' as const) : ('restored' as const)]
      : []),
    'setting',
  ]
}
