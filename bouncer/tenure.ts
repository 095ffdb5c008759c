/**
 * This process among the bouncers of one store: whom it owns, and until when it may believe so.
 *
 * It renews its lease three times before that runs out. By its own clock the lease ends before it
 * does by the store's, so whoever finds it ended here never acts beside a new owner. A member that
 * is overdue twice in a row, in our eyes, is buried: an outage of the store, in which nobody could
 * renew anything, costs nobody their users.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '#host/log.ts'
import type { Claim, Leases, Member } from '#store/leases.ts'

const kind = 'bouncer'

export interface TenureTerms {
  leases: Leases
  log: Log
  /** How others reach this process. */
  about: string
  leaseMs: number
}

export interface TenureEvents {
  /** This process has been buried: nobody is its any more. */
  over(): void
  /** Somebody may be without an owner. */
  vacancy(): void
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
  /** Those that were overdue when we last looked. */
  #suspects = new Set<string>()
  #waiting: (() => void)[] = []
  #running: Promise<void> | undefined

  constructor(terms: TenureTerms, events: TenureEvents) {
    this.#terms = terms
    this.#events = events
  }

  /** Settles when this process is a member. */
  async begin(): Promise<void> {
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

  /** Takes a person who is free. @returns whose they are, where they are not. */
  async claim(account: string): Promise<Exclude<Claim, 'over'>> {
    for (;;) {
      await this.certain()
      const claim = await this.#terms.leases.claim(kind, this.#id, account)
      if (claim !== 'over') return claim
      if (this.#stop.signal.aborted) throw new Error('the bouncer is closing')
      await this.#pause()
    }
  }

  async release(account: string): Promise<void> {
    await this.#terms.leases.release(kind, this.#id, account)
  }

  /** Those who have no owner that lives, among `accounts`. */
  async free(accounts: Iterable<string>): Promise<string[]> {
    const owners = await this.#terms.leases.owners(kind)
    const isFree = (account: string) => !this.#members.has(owners.get(account) ?? '')
    return [...accounts].filter(isFree)
  }

  /** Which member should take a person whom nobody has: the same to all who ask. */
  prefers(account: string): boolean {
    let best = ''
    let score = -1
    for (const id of this.#members.keys()) {
      const one = hash(`${id} ${account}`)
      if (one > score) {
        score = one
        best = id
      }
    }
    return best === this.#id
  }

  isMember(id: string): boolean {
    return this.#members.has(id)
  }

  /** What the other members say of themselves. */
  others(): string[] {
    const others = [...this.#members].filter(([id]) => id !== this.#id)
    return others.map(([, { about }]) => about)
  }

  /** Lets go of everybody at once: to be called when nothing is written any more. */
  async end(): Promise<void> {
    this.#stop.abort()
    this.#wake()
    await this.#running
    this.#validUntil = 0
    await this.#terms.leases.leave(kind, this.#id)
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
    const { leases, about, leaseMs } = this.#terms
    const asked = performance.now()
    const member = { kind, id: this.#id, about, isNew: this.#isNew }
    const members = await leases.renew(member, leaseMs)
    if (!members) return this.#over()
    this.#isNew = false
    this.#validUntil = asked + leaseMs
    if (this.valid) this.#wake()
    const gone = [...this.#members.keys()].some((id) => !members.has(id))
    this.#members = members
    if (gone) this.#events.vacancy()
    await this.#look()
  }

  /** Others have given this process up. It begins another life. */
  async #over(): Promise<void> {
    this.#terms.log.warn('the lease of this bouncer has run out: others have taken its users')
    this.#validUntil = 0
    this.#id = randomUUID()
    this.#isNew = true
    this.#suspects.clear()
    this.#events.over()
    await this.#renew()
    this.#events.vacancy()
  }

  async #look(): Promise<void> {
    const overdue = [...this.#members].filter(([, member]) => member.overdue).map(([id]) => id)
    const dead = overdue.filter((one) => this.#suspects.has(one))
    this.#suspects = new Set(overdue)
    for (const id of dead) await this.#terms.leases.bury(kind, id)
    if (dead.length > 0) await this.#renew()
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

/** FNV-1a, of 32 bits. */
function hash(text: string): number {
  let sum = 0x811c9dc5
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193)
  return sum >>> 0
}
