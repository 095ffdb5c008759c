/**
 * This process among those of its kind on one store: what it owns, and until when it may believe so.
 *
 * It renews its lease three times before that runs out. By its own clock the lease ends before it
 * does by the store's, so whoever finds it ended here never acts beside a new owner. A member is
 * buried when it has stayed overdue for some time in our eyes: after an outage of the store, in which
 * nobody could renew anything, all come back at their own pace, and nobody loses what it owns.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Claim, Leases, Member } from './leases.ts'

/** For longer than the store's clients may rest between two attempts. */
const doubtMs = 2_000

export interface TenureTerms {
  leases: Leases
  /** What it is: only members of one kind know each other. */
  kind: string
  /** How others reach this process. */
  about: string
  leaseMs: number
  /** A life of this process that is over for certain. */
  former?: string | undefined
}

export interface TenureEvents {
  /** This process has been buried: nothing is its own any more. It begins another life. */
  over(): void
  /** Something may be without an owner. */
  vacancy(): void
  /** By which name this process is known from now on. */
  named?(id: string): void
}

export class Tenure {
  readonly #terms: TenureTerms
  readonly #events: TenureEvents
  readonly #stop = new AbortController()
  #id = randomUUID()
  #isNew = true
  /** By `performance.now`. */
  #validUntil = 0
  #members = new Map<string, Member>()
  /** Those that are overdue, since when in our eyes. */
  #suspects = new Map<string, number>()
  #waiting: (() => void)[] = []
  #running: Promise<void> | undefined

  constructor(terms: TenureTerms, events: TenureEvents) {
    this.#terms = terms
    this.#events = events
  }

  /** Settles when this process is a member. */
  async begin(): Promise<void> {
    const { leases, kind, former } = this.#terms
    if (former !== undefined) await leases.leave(kind, former)
    await this.#renew()
    this.#running = this.#run()
  }

  /** Whether nobody else can own what this process does. */
  get valid(): boolean {
    return performance.now() < this.#validUntil
  }

  /** Settles when it is certain again who owns what, or when this process closes. */
  certain(): Promise<void> {
    if (this.valid || this.#stop.signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }

  /** Takes a thing that is free. @returns whose it is, where it is not. */
  async claim(name: string): Promise<Exclude<Claim, 'over'>> {
    for (;;) {
      await this.certain()
      const claim = await this.#terms.leases.claim(this.#terms.kind, this.#id, name)
      if (claim !== 'over') return claim
      if (this.#stop.signal.aborted) throw new Error('this process is closing')
      await this.#pause()
    }
  }

  async release(name: string): Promise<void> {
    await this.#terms.leases.release(this.#terms.kind, this.#id, name)
  }

  /** Those of `names` that have no owner who lives. */
  async free(names: Iterable<string>): Promise<string[]> {
    const owners = await this.#terms.leases.owners(this.#terms.kind)
    const isFree = (name: string) => !this.#members.has(owners.get(name) ?? '')
    return [...names].filter(isFree)
  }

  /** Whether this one should take what nobody has: all members agree about it. */
  prefers(name: string): boolean {
    return preferred(name, this.#members.keys()) === this.#id
  }

  /** Who should have what this one has; nothing where that is this one. */
  heir(name: string): { id: string; member: Member } | undefined {
    const id = preferred(name, this.#members.keys())
    const member = this.#members.get(id)
    return id === this.#id || !member ? undefined : { id, member }
  }

  /** Looks who is there now, and prolongs this member's life. */
  refresh(): Promise<void> {
    return this.#renew()
  }

  isMember(id: string): boolean {
    return this.#members.has(id)
  }

  /** What the other members say of themselves. */
  others(): string[] {
    const others = [...this.#members].filter(([id]) => id !== this.#id)
    return others.map(([, { about }]) => about)
  }

  /** Lets go of everything at once: to be called when nothing is written any more. */
  async end(): Promise<void> {
    this.#stop.abort()
    this.#wake()
    await this.#running
    this.#validUntil = 0
    await this.#terms.leases.leave(this.#terms.kind, this.#id)
  }

  async #run(): Promise<void> {
    for (;;) {
      await this.#pause()
      if (this.#stop.signal.aborted) return
      try {
        await this.#renew()
      } catch {
        // The store is closed, or has died and says so itself: the lease runs out.
        return
      }
    }
  }

  async #pause(): Promise<void> {
    const { signal } = this.#stop
    await sleep(this.#terms.leaseMs / 3, undefined, { signal }).catch(() => {})
  }

  async #renew(): Promise<void> {
    const { leases, kind, about, leaseMs } = this.#terms
    const asked = performance.now()
    const member = { kind, id: this.#id, about, isNew: this.#isNew }
    const members = await leases.renew(member, leaseMs)
    // Two may have asked at the same time: one life ends once.
    if (!members) return member.id === this.#id ? this.#over() : undefined
    if (this.#isNew) this.#events.named?.(this.#id)
    this.#isNew = false
    this.#validUntil = Math.max(this.#validUntil, asked + leaseMs)
    if (this.valid) this.#wake()
    const gone = [...this.#members.keys()].some((id) => !members.has(id))
    this.#members = members
    if (gone) this.#events.vacancy()
    await this.#look()
  }

  /** Others have given this process up. */
  async #over(): Promise<void> {
    this.#validUntil = 0
    this.#id = randomUUID()
    this.#isNew = true
    this.#suspects.clear()
    this.#events.over()
    await this.#renew()
    this.#events.vacancy()
  }

  async #look(): Promise<void> {
    const now = performance.now()
    const overdue = [...this.#members].filter(([, member]) => member.overdue)
    this.#suspects = new Map(overdue.map(([id]) => [id, this.#suspects.get(id) ?? now]))
    const dead = [...this.#suspects].filter(([, since]) => now - since >= doubtMs)
    for (const [id] of dead) {
      this.#suspects.delete(id)
      await this.#terms.leases.bury(this.#terms.kind, id)
    }
    if (dead.length > 0) await this.#renew()
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

/** Who of several should have a thing: each has as much, and whoever comes takes only its share. */
export function preferred(name: string, ids: Iterable<string>): string {
  let best = ''
  let score = -1
  for (const id of ids) {
    const one = hash(`${id} ${name}`)
    if (one > score) [best, score] = [id, one]
  }
  return best
}

/** FNV-1a, of 32 bits. */
function hash(text: string): number {
  let sum = 0x811c9dc5
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193)
  return sum >>> 0
}
