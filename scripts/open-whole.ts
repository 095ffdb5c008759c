/** Opens a store for work: one that is being filled from another is not ready for any. */
import { openStore, type StoreOptions } from '#store/open.ts'
import { withoutPassword } from '#store/redis/address.ts'
import type { Store } from '#store/store.ts'
import { halfCopyOf } from './store-copy.ts'

/** @throws Error of one line: see `openStore`; or the store holds half a copy of another. */
export async function openWhole(address: string, options: StoreOptions = {}): Promise<Store> {
  const store = await openStore(address, options)
  const source = await halfCopyOf(store)
  if (source === undefined) return store
  await store[Symbol.asyncDispose]()
  throw new Error(
    `The store ${withoutPassword(address)} holds half a copy of ${source}: ` +
      'finish it with causerie store copy.',
  )
}
