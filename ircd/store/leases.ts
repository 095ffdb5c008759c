/**
 * Who does what, where several processes share one store: each thing (a user's connections) has
 * one owner among the members of its kind (the bouncers).
 *
 * A member is one life of one process. It renews its lease; once it has been buried it does not
 * come back, and what was its own is free. A claim yields a **fencing token**, larger than all
 * that were ever given: what the store has heard from a newer owner, it refuses from an older one,
 * however late that one's writes arrive. So a process that was stopped for an hour, and goes on in
 * the middle of a write, changes nothing.
 */
import type { Store } from './store.ts'

export interface Member {
  /** What the member says of itself: where it is reached. */
  about: string
  /** Its lease has run out. It may be buried, unless it renews the lease first. */
  overdue: boolean
}

/** An owner, and its right to write; or whose it is; or `over`: the asker has been buried. */
export type Claim = { token: number } | { holder: string; member: Member } | 'over'

export interface Fence {
  /** Whose documents and logs these are: a key's owner is what stands before its first `/`. */
  owner: string
  token: number
  /** Called when the store has refused a write: there is a newer owner. */
  lost: () => void
}

/** Members are known by an id that nobody had before, kinds by a word. */
export interface Leases {
  /**
   * Begins a member's life, or prolongs it.
   * @param forMs from when the store hears of it
   * @returns all members by id, this one among them; nothing when it has been buried.
   */
  renew(
    member: { kind: string; id: string; about: string; isNew: boolean },
    forMs: number,
  ): Promise<Map<string, Member> | undefined>
  /** Ends a member's life: what it owned is free. */
  leave(kind: string, id: string): Promise<void>
  /** Ends the life of another, if its lease has run out. */
  bury(kind: string, id: string): Promise<void>
  /** Takes a thing that is free. An owner that claims again keeps its token. */
  claim(kind: string, id: string, name: string): Promise<Claim>
  /** Lets go of a thing. */
  release(kind: string, id: string, name: string): Promise<void>
  /** What is owned, with the ids of the owners, also of those that are no longer. */
  owners(kind: string): Promise<Map<string, string>>
  /**
   * The store as one owner uses it. Before it reads or writes a log, or a drawer of a shelf, for
   * the first time, all older owners are shut out there: what it has read, none of them changes.
   * Disposing of it does nothing.
   */
  fence(fence: Fence): Store
}

/** The store has heard from a newer owner. */
export class Fenced extends Error {
  constructor() {
    super('somebody else owns this now')
  }
}
