/** Keys and values that people give themselves and their channels. */
import type { AccountNames } from '../../core/account-names.ts'
import { kind } from '../../core/fact.ts'
import type { Channel, Network, User } from '../../core/network.ts'
import type { Session } from '../../core/session.ts'

export type Target = User | Channel
export type Values = ReadonlyMap<string, string>

const nothing: Values = new Map()

export class Metadata {
  readonly #names: AccountNames
  /** By the account's key, and so the same for all who use it. */
  readonly #accounts = new Map<string, Map<string, string>>()
  /** Of guests and channels: they end with them. */
  readonly #others = new WeakMap<Target, Map<string, string>>()

  constructor(names: AccountNames) {
    this.#names = names
  }

  of(target: Target): Values {
    return this.#find(target) ?? nothing
  }

  change(target: Target, key: string, value: string | undefined): void {
    const values = this.#find(target) ?? new Map<string, string>()
    if (value === undefined) values.delete(key)
    else values.set(key, value)
    if (isUser(target) && target.accountHere !== undefined) this.restore(target.accountHere, values)
    else this.#others.set(target, values)
  }

  /** What a guest has said of itself it says with its account, too. @returns all of it. */
  adopt(guest: User, account: string): Values {
    const kept = this.#accounts.get(this.#names.keyOf(account)) ?? nothing
    const own = this.#others.get(guest) ?? nothing
    if (own.size) this.restore(account, new Map([...kept, ...own]))
    return own.size ? this.#accounts.get(this.#names.keyOf(account))! : kept
  }

  /** An account's values, as they were kept. */
  restore(account: string, values: Map<string, string>): void {
    if (values.size) this.#accounts.set(this.#names.keyOf(account), values)
    else this.#accounts.delete(this.#names.keyOf(account))
  }

  #find(target: Target): Map<string, string> | undefined {
    const account = isUser(target) ? target.accountHere : undefined
    return account === undefined
      ? this.#others.get(target)
      : this.#accounts.get(this.#names.keyOf(account))
  }
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

/** How it is called; `*` for who is no user yet. */
export function nameOf(target: Target): string {
  if (!isUser(target)) return target.name
  return target.session?.registered === false ? '*' : target.nick
}

export interface Change {
  target: Target
  key: string
  /** Absent where the key is taken away. */
  value?: string | undefined
  hearers: Session[]
}

/** `by` has given a key of somebody or of a channel another value. */
export const metadataChanged = kind<Change>({
  name: 'metadata',
  event: true,
  apply: ({ target, key, value }, net) => metadataOf(net).change(target, key, value),
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
