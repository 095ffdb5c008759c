/** Opens the store that an address names. */
import { isRedis, withoutPassword } from './redis/address.ts'
import { openInMemory, openSqlite } from './sqlite/store.ts'
import type { Store } from './store.ts'

export interface StoreOptions {
  /**
   * How long closing goes on trying when the disk refuses, in milliseconds; what is not safe
   * then is rejected. 5000 unless told.
   */
  closeWithinMs?: number | undefined
}

/**
 * @param address one of
 * - `sqlite:<path>`: a directory, which then holds `causerie.db`, or the path of a `.db` file.
 *   Missing directories are made.
 * - `memory:`: nothing outlives the process.
 * - `redis://[:password@]host[:port][/db][?option=value&…]`, `rediss:` for TLS, `redis-cluster:`
 *   and `rediss-cluster:` for a cluster: see `redis/address.ts`.
 * @throws Error of one line that names the address or path and says what to do.
 */
export async function openStore(address: string, options: StoreOptions = {}): Promise<Store> {
  if (isRedis(address)) {
    // Loaded when it is needed: most never speak to Redis.
    const { openRedis } = await import('./redis/store.ts')
    return openRedis(address, options.closeWithinMs ?? 5_000)
  }
  const [, scheme, path = ''] = /^([a-z]+):(.*)$/s.exec(address) ?? []
  if (scheme === 'memory' && path === '') return openInMemory()
  if (scheme === 'sqlite' && path !== '') return openSqlite(path, options.closeWithinMs ?? 5_000)
  throw new Error(
    `The store address ${JSON.stringify(withoutPassword(address))} is unknown: ` +
      'write sqlite:<directory>, or memory: to keep nothing, or redis://<host>:<port>.',
  )
}
