/**
 * Whether a Redis can be trusted with what must never be lost. Asked on every new connection, so
 * that neither a restart with other settings nor a promoted replica goes unnoticed.
 *
 * What is demanded: Redis 7.0 or newer, a primary, `appendonly yes` with `appendfsync always`, and
 * no eviction. With `appendfsync everysec`, Redis' own default, a power failure takes up to a
 * second of what was called safe: the address must say `fsync=everysec` to accept that. A Redis
 * that keeps nothing on its disk, or does not show its settings, is accepted with
 * `allow_volatile=true` alone. A killed process of Redis loses nothing either way.
 */
import type { Redis } from 'ioredis'
import type { RedisAddress } from './address.ts'
import { codeOf } from './faults.ts'

/** Scripts with flags, and cursors of lists by rank: https://redis.io/docs/latest/develop/programmability/ */
const versionNeeded = 7

/** Which tables of `keys.ts` the data follows. */
export const format = 1

type Told = Map<string, string>

/** @throws Error whose message continues a sentence that begins with the address. */
export async function inspect(redis: Redis, address: RedisAddress): Promise<void> {
  await logIn(redis, address)
  const info = parseInfo(await tell(redis.info()))
  checkServer(info, address)
  if (address.cluster) await checkCluster(redis)
  const settings = await settingsOf(redis)
  checkEviction(info)
  if (!address.allowVolatile) checkPersistence(info, settings, address)
}

async function logIn(redis: Redis, { user, password, db }: RedisAddress): Promise<void> {
  try {
    if (password !== undefined) await redis.call('auth', ...(user ? [user] : []), password)
    if (db > 0) await redis.select(db)
    await redis.client('SETNAME', 'causerie')
  } catch (error) {
    throw refused(error as Error)
  }
}

function refused(error: Error): Error {
  switch (codeOf(error)) {
    case 'WRONGPASS':
      return new Error('refuses the user or password: correct it in the address', { cause: error })
    case 'NOAUTH':
      return new Error('wants a password: write it as redis://:<password>@<host>', { cause: error })
    case 'NOPERM':
      return new Error(`lacks rights (${error.message}): grant them with ACL SETUSER`, {
        cause: error,
      })
  }
  if (/without any password configured/.test(error.message)) {
    return new Error('has no password: leave it out of the address', { cause: error })
  }
  if (/DB index/.test(error.message)) {
    return new Error('has no such database: choose a lower number', { cause: error })
  }
  return new Error(`does not answer as Redis does (${error.message})`, { cause: error })
}

async function tell<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw refused(error as Error)
  }
}

function checkServer(info: Told, { cluster }: RedisAddress): void {
  const version = info.get('redis_version') ?? ''
  if (!(Number.parseInt(version, 10) >= versionNeeded)) {
    throw new Error(`runs Redis ${version || 'unknown'}: it must be ${versionNeeded}.0 or newer`)
  }
  if (info.get('loading') === '1') throw new Loading()
  if (cluster && info.get('redis_mode') !== 'cluster') {
    throw new Error('is no cluster: write redis://')
  }
  if (!cluster && info.get('redis_mode') === 'cluster') {
    throw new Error('belongs to a cluster: write redis-cluster://')
  }
  if (info.get('role') !== 'master') {
    const primary = `${info.get('master_host')}:${info.get('master_port')}`
    throw new Error(`is a replica: write the address of its primary, ${primary}`)
  }
}

export class Loading extends Error {
  constructor() {
    super('is still reading its data from the disk')
  }
}

async function checkCluster(redis: Redis): Promise<void> {
  const state = parseInfo((await tell(redis.cluster('INFO'))) as string)
  if (state.get('cluster_state') === 'ok') return
  throw new Error(
    `is down: ${state.get('cluster_slots_ok')} of 16384 slots are served; ` +
      'see redis-cli --cluster check',
  )
}

/** Undefined where Redis does not show them. */
async function settingsOf(redis: Redis): Promise<Told | undefined> {
  try {
    const flat = (await redis.config('GET', 'append*')) as string[]
    return new Map(flat.flatMap((name, i) => (i % 2 ? [] : [[name, flat[i + 1]!]])))
  } catch {
    return undefined
  }
}

function checkEviction(info: Told): void {
  const policy = info.get('maxmemory_policy') ?? 'noeviction'
  if (info.get('maxmemory') === '0' || policy === 'noeviction') return
  throw new Error(
    `drops data when its memory is full (maxmemory-policy ${policy}): set it to noeviction`,
  )
}

function checkPersistence(info: Told, settings: Told | undefined, { fsync }: RedisAddress): void {
  const otherwise = 'or accept the loss with ?allow_volatile=true'
  if (info.get('aof_enabled') !== '1') {
    throw new Error(`would forget everything when it ends: set appendonly to yes, ${otherwise}`)
  }
  const actual = settings?.get('appendfsync')
  if (actual === 'always' || (actual === 'everysec' && fsync === 'everysec')) return
  if (actual === undefined) {
    throw new Error(`does not show whether it fsyncs: allow CONFIG GET, ${otherwise}`)
  }
  if (actual === 'everysec') {
    throw new Error(
      'would lose its last second with the power: set appendfsync to always, ' +
        'or accept that with ?fsync=everysec',
    )
  }
  throw new Error(`leaves fsync to chance: set appendfsync to always, ${otherwise}`)
}

function parseInfo(text: string): Told {
  const lines = text.split('\r\n').filter((line) => /^\w+:/.test(line))
  return new Map(lines.map((line) => [line.split(':', 1)[0]!, line.slice(line.indexOf(':') + 1)]))
}
