/**
 * The secret by which the houses of a network know each other. On one machine it is the one in the
 * data directory; where several share a store, that of whoever came first. It lies there sealed with
 * the store's own password, where it has one: so nobody reads it in a copy of the store.
 */
import { createHmac } from 'node:crypto'
import { Sealer } from '#host/sealing.ts'
import { isRedis, parseRedisAddress } from '#store/redis/address.ts'
import type { Shelf, Store } from '#store/store.ts'

interface Kept {
  secret: string
  /** Tells the right secret from a wrong one. */
  check: string
}

const key = 'secret'

/**
 * @param address of the store
 * @param own secret of this machine: see `houseSecret`
 * @throws Error of one line when the secret in the store cannot be read.
 */
export async function networkSecret(store: Store, address: string, own: string): Promise<string> {
  const shelf = shelfOf(store)
  const sealer = sealerFor(address)
  if (store.leases && (await shelf.add(key, kept(own, sealer)))) return own
  const found = await shelf.get(key)
  if (!found) return own
  const opened = sealer?.open(found.secret, key) ?? found.secret
  if (checkOf(opened) === found.check) return opened
  if (checkOf(own) !== found.check) {
    throw new Error(
      'The secret of the network was sealed with another password of Redis: ' +
        'start the machine first that was the first of this network.',
    )
  }
  await shelf.put(key, kept(own, sealer))
  return own
}

/** Brings the secret along with a store that was copied: what is sealed in it opens with no other. */
export async function bringSecret(to: Store, address: string, secret: string): Promise<void> {
  await shelfOf(to).put(key, kept(secret, sealerFor(address)))
}

function shelfOf(store: Store): Shelf<Kept> {
  return store.shelf('houses')
}

function kept(secret: string, sealer: Sealer | undefined): Kept {
  return { secret: sealer?.seal(secret, key) ?? secret, check: checkOf(secret) }
}

function checkOf(secret: string): string {
  return createHmac('sha256', secret).update('the secret of a causerie network').digest('base64url')
}

function sealerFor(address: string): Sealer | undefined {
  const password = isRedis(address) ? parseRedisAddress(address).password : undefined
  return password ? new Sealer(password) : undefined
}
