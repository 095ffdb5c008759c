/** Which server has which key. */
import { formatPlace, type Place, type RedisAddress } from './address.ts'
import { Loading } from './inspect.ts'
import { Node } from './node.ts'
import { slotOf, slots } from './slot.ts'

export interface Nodes {
  /** @throws Error where no server is known to have it. */
  of(tag: string): Node
  /** The server that another one has pointed to. */
  at(place: Place): Node
  /** Looks again where everything is. @throws Error of one line when it cannot be found out. */
  refresh(): Promise<void>
  close(): void
}

/** How long a server may take to read its data when the store is opened. */
const loadingWaitMs = 60_000
const loadingAskMs = 100

/** @throws Error of one line that says what to do. */
export async function openNodes(address: RedisAddress): Promise<Nodes> {
  const nodes = address.cluster ? new ClusterNodes(address) : new LoneNode(address)
  const giveUpAt = performance.now() + loadingWaitMs
  for (;;) {
    try {
      await nodes.refresh()
      return nodes
    } catch (error) {
      if (!(error instanceof Loading) || performance.now() > giveUpAt) {
        nodes.close()
        if (error instanceof Loading)
          throw new Error(`The store ${address.shown} ${error.message}.`)
        throw error
      }
    }
    await new Promise((resolve) => setTimeout(resolve, loadingAskMs))
  }
}

class Known {
  readonly #address: RedisAddress
  readonly #nodes = new Map<string, Node>()

  constructor(address: RedisAddress) {
    this.#address = address
  }

  at(place: Place): Node {
    const name = formatPlace(place)
    let node = this.#nodes.get(name)
    if (!node) {
      node = new Node(place, this.#address)
      this.#nodes.set(name, node)
    }
    return node
  }

  all(): Node[] {
    return [...this.#nodes.values()]
  }

  keep(nodes: ReadonlySet<Node>): void {
    for (const [name, node] of this.#nodes) {
      if (nodes.has(node)) continue
      node.close()
      this.#nodes.delete(name)
    }
  }
}

/** One server; where the address names several, the one that is the primary. */
class LoneNode implements Nodes {
  readonly #seeds: Node[]
  #current: Node

  constructor(address: RedisAddress) {
    this.#seeds = address.seeds.map((seed) => new Node(seed, address))
    this.#current = this.#seeds[0]!
  }

  of(): Node {
    return this.#current
  }

  at(): Node {
    return this.#current
  }

  /** Stays where it is as long as that server can be trusted. */
  async refresh(): Promise<void> {
    let failure: unknown
    for (const node of new Set([this.#current, ...this.#seeds])) {
      try {
        await node.connect()
        this.#current = node
        return
      } catch (error) {
        failure ??= error
        if (error instanceof Loading) failure = error
      }
    }
    throw failure
  }

  close(): void {
    for (const node of this.#seeds) node.close()
  }
}

type Range = [first: number, last: number, primary: [host: string | null, port: number]]

class ClusterNodes implements Nodes {
  readonly #seeds: readonly Place[]
  readonly #known: Known
  #owners: (Node | undefined)[] = []

  constructor(address: RedisAddress) {
    this.#seeds = address.seeds
    this.#known = new Known(address)
  }

  of(tag: string): Node {
    const node = this.#owners[slotOf(tag)]
    if (!node) throw new Error(`no node of the cluster serves slot ${slotOf(tag)}`)
    return node
  }

  at(place: Place): Node {
    return this.#known.at(place)
  }

  async refresh(): Promise<void> {
    const asked = new Set([...this.#known.all(), ...this.#seeds.map((seed) => this.at(seed))])
    let failure: unknown
    for (const node of asked) {
      try {
        return await this.#learn(node)
      } catch (error) {
        failure ??= error
      }
    }
    throw failure
  }

  /** A replica refuses here, so that only primaries are asked; each primary knows all others. */
  async #learn(from: Node): Promise<void> {
    const [reply] = await from.run([['cluster', 'slots']])
    if (!reply || 'error' in reply) throw reply?.error ?? new Error('no answer')
    const owners: Node[] = new Array(slots)
    for (const [first, last, [host, port]] of reply.value as Range[]) {
      owners.fill(this.at({ host: host || from.place.host, port }), first, last + 1)
    }
    const primaries = new Set(owners)
    await Promise.all([...primaries].map((node) => node?.connect()))
    this.#owners = owners
    this.#known.keep(primaries)
  }

  close(): void {
    this.#known.keep(new Set())
  }
}
