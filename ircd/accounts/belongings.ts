/**
 * What ends with an account: everything that only its owner could read, and nothing of a channel's.
 * Whoever keeps documents by account says here how they are found.
 */
import type { Store } from '#store/store.ts'
import { foldRfc1459 } from '#wire/casemap.ts'

/** Shelves whose keys begin with the account and this. */
const shelves: [name: string, separator: string][] = [
  ['networks', '/'],
  ['cursors', '/'],
  ['markers', '/'],
  ['read-markers', ' '],
  ['cleared', ' '],
  ['memos', ' '],
]

/** Shelves whose key is the account. */
const documents = ['metadata', 'keeping', 'memo-wishes', 'vhosts']

/**
 * A network that compares names as RFC 1459 has it keeps documents by those: nobody else has such a
 * name, since the two look alike.
 * @param key of the account
 */
export async function forgetBelongings(store: Store, key: string): Promise<void> {
  for (const account of new Set([key, foldRfc1459(key)])) await forgetKept(store, account)
}

async function forgetKept(store: Store, account: string): Promise<void> {
  for (const [name, separator] of shelves) {
    const shelf = store.shelf(name)
    for (const [key] of await shelf.list(account + separator)) await shelf.remove(key)
  }
  for (const name of documents) await store.shelf(name).remove(account)
  const logs = await store.log.logs(`user/${account}/`)
  for (const log of [`talk/${account}`, `user/${account}`, ...logs]) await store.log.forget(log)
}
