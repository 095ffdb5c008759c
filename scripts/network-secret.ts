/**
 * The secret by which the houses of a network know each other. On one machine it is the one in the
 * data directory; where several share a store, that of whoever came first.
 */
import type { Store } from '#store/store.ts'

/** @param own of this machine: see `houseSecret` */
export async function networkSecret(store: Store, own: string): Promise<string> {
  if (!store.leases) return own
  const shelf = store.shelf<{ secret: string }>('houses')
  const isFirst = await shelf.add('secret', { secret: own })
  return isFirst ? own : (await shelf.get('secret'))!.secret
}
