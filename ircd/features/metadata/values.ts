/** Keys and values that people give themselves and their channels. */
import type { AccountNames } from '../../core/account-names.ts'
import { kind } from '../../core/fact.ts'
import type { Channel, Network, User } from '../../core/network.ts'
import type { Session } from '../../core/session.ts'

/** Whom a value is about; an account where nobody who uses it is on the network. */
export type Target = User | Channel | AccountOnly
export interface AccountOnly {
  account: string
}
export type Values = ReadonlyMap<string, string>

/** When a value was given, and on which server: of two the later counts everywhere. */
export interface Version {
  /** Milliseconds since 1970. */
  at: number
  /** The server's id. */
  from: string
}

/** A key that was taken away is remembered for a while, or another server would bring it back. */
export interface Entry extends Version {
  value?: string | undefined
}

/** As shelves keep it: by key. COMPAT: a text alone is older than all that have a version. */
export type Kept = Record<string, string | Entry>

const nothing: Values = new Map()
const noEntries: ReadonlyMap<string, Entry> = new Map()

/** What is gone for longer nobody brings back. */
const goneMs = 30 * 24 * 60 * 60_000
/** Keys that are gone, of one target. */
const goneMax = 100

/** What one target has. */
class Notes {
  readonly entries = new Map<string, Entry>()
  readonly values = new Map<string, string>()

  set(key: string, entry: Entry): void {
    this.entries.delete(key)
    this.entries.set(key, entry)
    if (entry.value === undefined) this.values.delete(key)
    else this.values.set(key, entry.value)
    this.#forget(entry.at)
  }

  /** The oldest of what is gone comes first. */
  #forget(now: number): void {
    let gone = this.entries.size - this.values.size
    if (!gone) return
    for (const [key, { value, at }] of this.entries) {
      if (value !== undefined || (gone <= goneMax && at > now - goneMs)) continue
      this.entries.delete(key)
      gone--
    }
  }
}

export class Metadata {
  readonly #names: AccountNames
  /** By the account's key, and so the same for all who use it. */
  readonly #accounts = new Map<string, Notes>()
  /** Of guests and channels: they end with them. */
  readonly #others = new WeakMap<User | Channel, Notes>()

  constructor(names: AccountNames) {
    this.#names = names
  }

  of(target: Target): Values {
    return this.#find(target)?.values ?? nothing
  }

  /** With what is gone, and when each was given. */
  entriesOf(target: Target): ReadonlyMap<string, Entry> {
    return this.#find(target)?.entries ?? noEntries
  }

  /** The accounts that have any. */
  get accounts(): Iterable<string> {
    return this.#accounts.keys()
  }

  change(target: Target, key: string, entry: Entry): void {
    this.#notesOf(target).set(key, entry)
  }

  /** A version for what is given now: later than what there is, whatever the clock says. */
  next(target: Target, key: string, at: number, from: string): Version {
    const known = this.entriesOf(target).get(key)
    return { at: Math.max(at, (known?.at ?? 0) + 1), from }
  }

  /** Whether every server would take it instead of what is known here. */
  isLater(target: Target, key: string, entry: Entry): boolean {
    const known = this.entriesOf(target).get(key)
    if (!known) return true
    if (entry.at !== known.at) return entry.at > known.at
    if (entry.from !== known.from) return entry.from > known.from
    return (entry.value ?? '') > (known.value ?? '')
  }

  /** What a guest has said of itself it says with its account, too. */
  adopt(guest: User, account: string): void {
    const target = { account }
    for (const [key, { value, at, from }] of this.#others.get(guest)?.entries ?? noEntries) {
      this.change(target, key, { value, ...this.next(target, key, at, from) })
    }
  }

  forget(account: string): void {
    this.#accounts.delete(this.#names.keyOf(account))
  }

  /** What was kept. */
  restore(target: Target, kept: Kept): void {
    for (const [key, entry] of Object.entries(kept)) {
      this.change(
        target,
        key,
        typeof entry === 'string' ? { value: entry, at: 0, from: '' } : entry,
      )
    }
  }

  /** To be kept; nothing where there is nothing. */
  kept(target: Target): Kept | undefined {
    const entries = this.entriesOf(target)
    return entries.size ? Object.fromEntries(entries) : undefined
  }

  #notesOf(target: Target): Notes {
    const notes = this.#find(target) ?? new Notes()
    const account = accountOf(target)
    if (account !== undefined) this.#accounts.set(this.#names.keyOf(account), notes)
    else this.#others.set(target as User | Channel, notes)
    return notes
  }

  #find(target: Target): Notes | undefined {
    const account = accountOf(target)
    return account === undefined
      ? this.#others.get(target as User | Channel)
      : this.#accounts.get(this.#names.keyOf(account))
  }
}

/** Whose values are those of an account. */
export function accountOf(target: Target): string | undefined {
  if ('account' in target && !('uid' in target)) return target.account
  return isUser(target) ? target.accountHere : undefined
}

const known = new WeakMap<Network, Metadata>()

export function metadataOf(net: Network): Metadata {
  const found = known.get(net) ?? new Metadata(net.accountNames)
  known.set(net, found)
  return found
}

export function isUser(target: Target): target is User {
  return 'uid' in target
}

export function isChannel(target: Target): target is Channel {
  return 'members' in target
}

/** How it is called; `*` for who is no user yet. */
export function nameOf(target: Target): string {
  if (isChannel(target)) return target.name
  if (!isUser(target)) return target.account
  return target.session?.registered === false ? '*' : target.nick
}

export interface Change {
  target: Target
  key: string
  /** Absent where the key is taken away. */
  value?: string | undefined
  hearers: Session[]
  /** As another server says; it is made where the value is given. */
  version?: Version | undefined
}

/** `by` has given a key of somebody or of a channel another value. */
export const metadataChanged = kind<Change>({
  name: 'metadata',
  event: true,
  apply: (fact, net) => {
    const { target, key, value, at, by } = fact
    const all = metadataOf(net)
    fact.version ??= all.next(target, key, at, 'uid' in by ? by.server.sid : by.sid)
    all.change(target, key, { value, ...fact.version })
  },
  audience: ({ hearers }) => hearers,
  lines: () => [], // each draft has a lens
})

/** The same for another user of the account whose value it is. */
export const metadataFollowed = kind<Change>({
  name: 'metadata followed',
  readsAs: metadataChanged,
  event: true,
  audience: ({ hearers }) => hearers,
  lines: () => [],
})
