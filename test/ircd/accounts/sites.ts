/** Servers that keep one log of accounts, with wires between them that carry what they say in its order. */
import { LocalAccounts } from '#accounts/local.ts'
import { Replica } from '#accounts/replication/replica.ts'
import { openStore } from '#store/open.ts'
import type { Store } from '#store/store.ts'
import type { Correspondent, Neighbour } from '#wire/ledger.ts'
import { until } from '../../until.ts'

export const password = 'correct horse'

interface Wire {
  ends: [Correspondent, Correspondent]
  alive: boolean
}

export class Site implements AsyncDisposable {
  readonly name: string
  readonly store: Store
  readonly accounts: LocalAccounts
  readonly replica: Replica
  readonly told: string[]
  readonly faults: unknown[]
  readonly refusals: string[] = []
  readonly wires = new Map<Site, Wire>()

  static async open(name: string, authority: string, store?: Store): Promise<Site> {
    const own = store ?? (await openStore('memory:'))
    const accounts = new LocalAccounts(own, { share: { server: name, authority } })
    const told: string[] = []
    const faults: unknown[] = []
    const replica = new Replica({
      share: accounts.ledger.share!,
      now: Date.now,
      tell: (event, facts) => void told.push(`${event} ${JSON.stringify(facts)}`),
      fault: (error) => void faults.push(error),
    })
    await replica.open()
    return new Site(name, own, accounts, replica, told, faults)
  }

  constructor(
    name: string,
    store: Store,
    accounts: LocalAccounts,
    replica: Replica,
    told: string[],
    faults: unknown[],
  ) {
    this.name = name
    this.store = store
    this.accounts = accounts
    this.replica = replica
    this.told = told
    this.faults = faults
  }

  link(other: Site): void {
    const wire = { alive: true } as Wire
    const end = (near: Site, far: Site, to: 0 | 1): Neighbour => ({
      name: far.name,
      send: (message) => {
        const text = JSON.stringify(message)
        setImmediate(() => {
          if (wire.alive) wire.ends[to].hear(JSON.parse(text))
        })
      },
      leadsTo: (server) => wire.alive && far.reaches(server, near),
      refuse: (reason) => {
        near.refusals.push(reason)
        near.cut(far)
      },
    })
    this.wires.set(other, wire)
    other.wires.set(this, wire)
    const first = this.replica.meet(end(this, other, 1))
    wire.ends = [first, other.replica.meet(end(other, this, 0))]
  }

  cut(other: Site): void {
    const wire = this.wires.get(other)
    if (!wire?.alive) return
    wire.alive = false
    this.wires.delete(other)
    other.wires.delete(this)
    for (const end of wire.ends) end.ended()
  }

  /** The links are a tree. */
  reaches(server: string, from: Site): boolean {
    if (this.name === server) return true
    return [...this.wires.keys()].some((next) => next !== from && next.reaches(server, this))
  }

  register(name: string): Promise<string> {
    return this.accounts
      .register(name, password, undefined)
      .then((refusal) => refusal?.code ?? 'made')
  }

  async position(): Promise<string> {
    const { epoch, number } = await this.replica.state()
    return `${epoch} ${number}`
  }

  /** All that servers have alike, in one text. */
  async contents(): Promise<string> {
    const shelves = ['accounts', 'nicks', 'likenesses', 'certificates', 'registrations', 'vhosts']
    const all = await Promise.all(shelves.map((name) => this.store.shelf(name).list()))
    return JSON.stringify(all)
  }

  async names(): Promise<string> {
    return (await this.accounts.list()).map(({ name }) => name).join(' ')
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.store[Symbol.asyncDispose]()
  }
}

/** Settles when all have the same log to the same entry. */
export async function alike(...sites: Site[]): Promise<void> {
  let seen: string[] = []
  await until(
    () => `one position: ${seen.join(', ')}; faults: ${sites.flatMap((site) => site.faults)}`,
    async () => {
      seen = await Promise.all(sites.map((site) => site.position()))
      return new Set(seen).size === 1
    },
  )
}
