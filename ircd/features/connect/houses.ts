/** Connections on which one of our own houses speaks for somebody: the bouncer's, for its people. */
import type { Session } from '../../core/session.ts'

const houses = new WeakSet<Session>()

/** It has logged in for one person by the network's secret, and speaks for that one till it leaves. */
export function isHouses(session: Session): boolean {
  return houses.has(session)
}

export function becomeHouses(session: Session): void {
  houses.add(session)
}
