/**
 * Times by person and window, such as up to where one has read. Those of accounts are kept; those
 * of a guest end with its connection.
 */
import type { AccountNews } from '#wire/account.ts'
import type { Ask } from '../../core/ask.ts'
import type { User } from '../../core/network.ts'
import type { Shelf } from '../../core/ports.ts'
import type { Server } from '../../core/server.ts'
import type { Readable } from './permission.ts'

/** Windows of one person: a client that invents names loses the one it touched longest ago. */
const windowsMax = 1000

export interface Mark {
  /** Milliseconds since 1970. */
  at: number
}

export class Marks {
  readonly #shelf: Shelf<Mark>
  readonly #fault: (error: unknown) => void
  /** By identity; a person's windows in the order in which they were touched. */
  readonly #known = new Map<string, Map<string, number>>()

  constructor(shelf: Shelf<Mark>, fault: (error: unknown) => void) {
    this.#shelf = shelf
    this.#fault = fault
  }

  /** Reads what was kept. */
  async read(): Promise<void> {
    const kept = await this.#shelf.list()
    for (const [key, { at }] of kept.sort(([, a], [, b]) => a.at - b.at)) {
      const [owner = '', window = ''] = key.split(' ')
      this.#of(owner).set(window, at)
    }
  }

  get(owner: string, window: string): number | undefined {
    return this.#known.get(owner)?.get(window)
  }

  set(owner: string, window: string, at: number): void {
    const windows = this.#of(owner)
    windows.delete(window)
    windows.set(window, at)
    if (isKept(owner)) this.#shelf.put(keyOf(owner, window), { at }).catch(this.#fault)
    if (windows.size <= windowsMax) return
    const [oldest] = windows.keys()
    windows.delete(oldest!)
    if (isKept(owner)) this.#shelf.remove(keyOf(owner, oldest!)).catch(this.#fault)
  }

  /** Of accounts, those of that time and later. */
  *since(time: number): Iterable<[owner: string, window: string, at: number]> {
    for (const [owner, windows] of this.#known) {
      if (!isKept(owner)) continue
      for (const [window, at] of windows) if (at >= time) yield [owner, window, at]
    }
  }

  /** All that is known of one person here; what is kept stays. */
  drop(owner: string): void {
    this.#known.delete(owner)
  }

  #of(owner: string): Map<string, number> {
    const known = this.#known.get(owner) ?? new Map<string, number>()
    this.#known.set(owner, known)
    return known
  }
}

/** An account that is gone has read nothing: the store has forgotten it already. */
export function forgetRemoved(marks: Marks, { kind, account }: AccountNews): void {
  if (kind === 'removed') marks.drop(account)
}

/** What a guest has marked ends when it leaves, or becomes somebody else by logging in. */
export function forgetGuest(marks: Marks, { net }: Server, user: User): void {
  if (user.account === undefined) marks.drop(net.identity(user))
}

/** A channel keeps its window through renames, a person through nicks. */
export function windowOf({ log, buffer }: Readable): string {
  return buffer || log
}

export function ownerOf({ net, user }: Ask): string {
  return net.identity(user)
}

/** Neither accounts nor windows have spaces. */
function keyOf(owner: string, window: string): string {
  return `${owner} ${window}`
}

function isKept(owner: string): boolean {
  return !owner.startsWith('~')
}
