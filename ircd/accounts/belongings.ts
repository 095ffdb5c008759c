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
  ['push', '/'],
  ['read-markers', ' '],
  ['cleared', ' '],
  ['memos', ' '],
]

/** Shelves whose key is the account. */
const documents = ['metadata', 'keeping', 'push-waiting', 'memo-wishes', 'vhosts']

/** A document that ends with an account. */
export interface Belonging {
  shelf: string
  key: string
  value: unknown
}

/** @param key of the account */
export async function* belongingsOf(store: Store, key: string): AsyncGenerator<Belonging> {
  for (const account of namesOf(key)) {
    for (const [shelf, separator] of shelves) {
      for (const [key, value] of await store.shelf(shelf).list(account + separator)) {
        yield { shelf, key, value }
      }
    }
    for (const shelf of documents) {
      const value = await store.shelf(shelf).get(account)
      if (value !== undefined) yield { shelf, key: account, value }
    }
  }
}

/** @param key of the account @param except shelves on which something else decides what lies there */
export async function forgetBelongings(
  store: Store,
  key: string,
  except: readonly string[] = [],
): Promise<void> {
  for await (const { shelf, key: one } of belongingsOf(store, key)) {
    if (!except.includes(shelf)) await store.shelf(shelf).remove(one)
  }
  for (const account of namesOf(key)) {
    const logs = await store.log.logs(`user/${account}/`)
    for (const log of [`talk/${account}`, `user/${account}`, ...logs]) await store.log.forget(log)
  }
}

/**
 * A network that compares names as RFC 1459 has it keeps documents by those, which are as long:
 * nobody else has such a name, since the two look alike.
 */
function namesOf(key: string): Set<string> {
  return new Set([key, foldRfc1459(key)])
}
