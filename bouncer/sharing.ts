/**
 * Sharing people with a process that has come later: each process gives away those who are rather
 * the other's, a few at a time, first those whom no device would miss. Only who can be moved without
 * a line being lost is moved: on a network that keeps no history, nobody knows what was said while
 * one connection followed the other.
 */
import { parseWhereabouts, type Whereabouts } from '#host/whereabouts.ts'
import type { Member } from '#store/leases.ts'
import type { Elsewhere } from './people.ts'
import type { Setting } from './setting.ts'
import type { User } from './user.ts'

/** Without devices; of those with devices one. */
const movesAtOnce = 8

export type Heir = Elsewhere & { where: Whereabouts }

export interface SharingPorts {
  /** Who should have somebody, where that is another process. */
  heir: (account: string) => { id: string; member: Member } | undefined
  /** Everybody who is here; nobody while that is uncertain. */
  users: () => Promise<User[]>
  move: (user: User, heir: Heir) => Promise<void>
}

export class Sharing {
  readonly #setting: Setting
  readonly #ports: SharingPorts
  /** When each process was first seen. */
  readonly #seen = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined
  #moving: Promise<void> = Promise.resolve()
  #closed = false

  constructor(setting: Setting, ports: SharingPorts) {
    this.#setting = setting
    this.#ports = ports
  }

  begin(): void {
    if (!this.#setting.still) this.#later()
  }

  /** Settles when nobody is being moved. */
  async end(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#moving
  }

  #later(): void {
    if (this.#closed) return
    this.#timer = setTimeout(() => {
      this.#moving = this.#share()
        .catch((err) => {
          if (!this.#closed) this.#setting.log.warn({ err }, 'somebody could not be moved')
        })
        .finally(() => this.#later())
    }, this.#setting.timing.shareEveryMs)
    this.#timer.unref()
  }

  async #share(): Promise<void> {
    const all: [User, Heir][] = []
    for (const user of await this.#ports.users()) {
      const heir = user.mayMove ? this.#heirOf(user) : undefined
      if (heir) all.push([user, heir])
    }
    const quiet = all.filter(([user]) => !user.isAttached)
    const some = quiet.length > 0 ? quiet.slice(0, movesAtOnce) : all.slice(0, 1)
    for (const [user, heir] of some) if (!this.#closed) await this.#ports.move(user, heir)
  }

  /** Nothing where that process has only just come, or cannot be reached. */
  #heirOf({ account }: User): Heir | undefined {
    const found = this.#ports.heir(account)
    if (!found) return undefined
    const { id, member } = found
    const now = performance.now()
    const since = this.#seen.get(id) ?? now
    this.#seen.set(id, since)
    const where = member.overdue ? undefined : parseWhereabouts(member.about)
    if (!where || now - since < this.#setting.timing.shareAfterMs) return undefined
    return { holder: id, where }
  }
}
