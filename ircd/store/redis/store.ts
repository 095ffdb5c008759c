/** The interface of the store, spoken by Redis. */
import type { Fence, Leases } from '../leases.ts'
import type { Account, ChannelRecord, Cursor, Log, NetworkRecord, Shelf, Store } from '../store.ts'
import type { Trouble } from '../trouble.ts'
import { Unsafe } from '../unsafe.ts'
import { parseRedisAddress } from './address.ts'
import { type Command, Courier, resultOf } from './courier.ts'
import { Desk } from './desk.ts'
import { Guard } from './guard.ts'
import { format } from './inspect.ts'
import { Keys } from './keys.ts'
import { RedisLeases } from './leases.ts'
import { RedisLog } from './log.ts'
import { openNodes } from './nodes.ts'
import { Shelves } from './shelves.ts'

/**
 * Opens the store of a Redis, or of a Redis Cluster: see `parseRedisAddress` for the address.
 *
 * What is promised. A write that has settled is on the disk of the primary, and with `wait=N` in
 * the memory of N replicas, so that a fail-over to one of them loses nothing. While Redis cannot
 * be reached or refuses, calls wait, in their order, and `trouble` says so; the same batch is
 * sent again until it succeeds, and what had been done already is not done twice. What one call
 * appends to one log appears as a whole or not at all; to several logs, log by log.
 *
 * While a slot of a cluster is being moved, or one of its nodes is gone, all calls wait.
 *
 * What is not. Without `wait`, a fail-over may lose what the replica has not received. A repeated
 * `add` or `remove` is known for a week, a repeated step of `forget` for an hour: after an outage
 * that is longer, the answer to a call whose first answer was lost may be that of the repetition.
 *
 * @throws Error of one line that names the address and says what to do.
 */
export async function openRedis(address: string, closeWithinMs: number): Promise<Store> {
  const parsed = parseRedisAddress(address)
  const nodes = await openNodes(parsed)
  const courier = new Courier(nodes, parsed)
  const keys = new Keys(parsed.prefix)
  try {
    await checkFormat(courier, keys, parsed.shown)
    const desk = new Desk(courier, keys, closeWithinMs)
    return new RedisStore(courier, keys, { desk, unsafe: new Unsafe(), listed: new Set() })
  } catch (error) {
    courier.close()
    throw error
  }
}

/** How long the first answer, and the first write into an empty Redis, may take. */
const openWithinMs = 3_000

async function checkFormat(courier: Courier, keys: Keys, shown: string): Promise<void> {
  const tag = keys.format()
  const ask = async (writes: boolean, ...words: [string, ...(string | number)[]]) => {
    const [name, ...rest] = words
    const command: Command = { tag, writes, words: () => [name, tag.key(''), ...rest] }
    await courier.carry([command]).catch((error: Error) => {
      throw new Error(`The store ${shown} takes nothing: ${error.message}`, { cause: error })
    })
    return resultOf(command) as string | null
  }
  courier.giveUpWithin(openWithinMs)
  let found = await ask(false, 'get')
  if (found === null) await ask(true, 'set', format, 'nx')
  found ??= await ask(false, 'get')
  courier.keepTrying()
  if (Number(found) <= format) return
  throw new Error(
    `The store ${shown} was written by a newer causerie (its format is ${found}, ours ${format}): ` +
      'update causerie, or choose another prefix.',
  )
}

/** What a store and those that are fenced off from it have in common. */
interface Shared {
  desk: Desk
  unsafe: Unsafe
  /** See `Shelves`. */
  listed: Set<string>
}

class RedisStore implements Store {
  readonly #courier: Courier
  readonly #desk: Desk
  readonly #shelves: Shelves
  readonly unsafe: Unsafe
  readonly log: Log
  readonly accounts: Shelf<Account>
  readonly channels: Shelf<ChannelRecord>
  readonly networks: Shelf<NetworkRecord>
  readonly cursors: Shelf<Cursor>
  readonly leases: Leases
  readonly #guard: Guard | undefined

  /** @param guard of the owner who alone writes through this; the store itself has none */
  constructor(courier: Courier, keys: Keys, shared: Shared, guard?: Guard) {
    const { desk, unsafe, listed } = shared
    this.#courier = courier
    this.#desk = desk
    this.unsafe = unsafe
    this.#guard = guard
    this.log = new RedisLog(desk, keys, unsafe, guard)
    this.#shelves = new Shelves(desk, keys, listed, guard)
    this.accounts = this.shelf('accounts')
    this.channels = this.shelf('channels')
    this.networks = this.shelf('networks')
    this.cursors = this.shelf('cursors')
    const fence = (fence: Fence) => new RedisStore(courier, keys, shared, new Guard(fence))
    this.leases = new RedisLeases(desk, keys, fence)
  }

  shelf<T>(name: string): Shelf<T> {
    return this.#shelves.shelf(name)
  }

  shelves(): Promise<string[]> {
    return this.#shelves.names()
  }

  get trouble(): Trouble {
    return this.#courier.trouble
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#guard) await this.#desk.close()
  }
}
