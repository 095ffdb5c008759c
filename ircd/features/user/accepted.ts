/** Whom somebody hears though it guards itself: whom it has accepted, and whom it has written to. */
import type { User } from '../../core/network.ts'

/** Of those whom one has written to only so many are remembered. */
const writtenMax = 64

const written = new WeakMap<User, Set<User>>()
const lists = new WeakMap<User, Set<User>>()

/** The list of ACCEPT. */
export function acceptedBy(user: User): Set<User> {
  const list = lists.get(user) ?? new Set()
  lists.set(user, list)
  return list
}

/** Who is written to may answer. */
export function noteWritten(by: User, to: User): void {
  const all = written.get(by) ?? new Set()
  written.set(by, all)
  all.delete(to)
  all.add(to)
  for (const oldest of all) {
    if (all.size <= writtenMax) return
    all.delete(oldest)
  }
}

/** Operators of the network are heard by everybody, and so is everybody by itself. */
export function isWelcome(user: User, by: User): boolean {
  if (by === user || by.oper) return true
  return Boolean(lists.get(user)?.has(by) || written.get(user)?.has(by))
}
