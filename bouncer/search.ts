/**
 * Searching one's own log: one network, or all of one's networks, also those that were removed.
 */
import type { Found, Row, Search } from '#store/store.ts'
import { Mirror } from '#wire/mirror.ts'
import type { SearchAttributes } from '#wire/search.ts'
import type { Seat } from './seat.ts'
import type { User } from './user.ts'
import { bufferIn } from './windows.ts'

/** One of the logs of a person. */
export interface Realm {
  /** The network's id. */
  id: string
  /** The log's name in the store. */
  log: string
  /** Nothing for a network that was removed. */
  seat: Seat | undefined
  /** How its lines are read. */
  mirror: Mirror
}

/** All that a person has a log of, the home network first. */
export async function realmsOf(user: User): Promise<Realm[]> {
  const { log } = user.setting.store
  const realms = [...user.seats.values()].map(realmOf)
  const prefix = `user/${user.account}/`
  for (const name of await log.logs(prefix)) {
    const id = name.slice(prefix.length)
    if (user.seats.has(id)) continue
    const mirror = new Mirror()
    mirror.nick = user.name
    realms.push({ id, log: name, seat: undefined, mirror })
  }
  return realms
}

export function realmOf(seat: Seat): Realm {
  return { id: seat.id, log: seat.journal.name, seat, mirror: seat.network.mirror }
}

export async function search(
  user: User,
  realms: Realm[],
  { in: target, network, ...wanted }: SearchAttributes,
): Promise<Found> {
  const places: Search['places'] = realms.map(({ id, log, mirror }) => {
    return target === undefined ? { log } : { log, buffer: bufferIn(id, mirror, target) }
  })
  const keep = wanted.after === undefined ? 'newest' : 'oldest'
  return user.setting.store.log.search({ ...wanted, places, keep })
}

/** The realm in which a row was found. */
export function realmIn(realms: Realm[], { log }: Row): Realm {
  return realms.find((realm) => realm.log === log)!
}
