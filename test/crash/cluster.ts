/**
 * Redis, an IRC server, two bouncers and two web gates in processes of their own. What is struck:
 * Redis, a bouncer or a gate with SIGKILL; or a bouncer is frozen until another has taken its
 * people, and woken again in the middle of what it was doing; or a third bouncer comes, is given its
 * share of the people, and goes again.
 */
import { rm } from 'node:fs/promises'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { type Address, formatAddress } from '#host/address.ts'
import { openStore } from '#store/open.ts'
import type { Store } from '#store/store.ts'
import { preferred } from '#store/tenure.ts'
import type { Chance } from '../chance.ts'
import {
  addAccount,
  Child,
  find,
  type HostPort,
  type Settings,
  temporaryDirectory,
  tomlOf,
} from '../network.ts'
import { RedisServer } from '../store/redis-server.ts'
import { until as polled } from '../until.ts'
import type { Arena, Struck, Until } from './arena.ts'
import { evidenceOf } from './evidence.ts'
import type { LineClient } from './line-client.ts'
import { dialWeb } from './web-wire.ts'

type Victim = 'redis' | 'bouncer' | 'gate' | 'freeze' | 'join'
const victims: readonly Victim[] = ['freeze', 'bouncer', 'redis', 'gate']

/** One process of ours, on the same port whenever it starts. */
class Post {
  readonly house: 'ircd' | 'bouncer' | 'webgate'
  readonly child: Child
  readonly #data: string
  /** Connections that lead here. */
  readonly wires = new Set<Duplex>()
  place: HostPort = { host: '', port: 0 }
  /** It runs, and answers. */
  up = true

  private constructor(house: Post['house'], data: string) {
    this.house = house
    this.#data = data
    this.child = new Child(data, house)
  }

  static async open(house: Post['house'], settings: Settings): Promise<Post> {
    const post = new Post(house, await temporaryDirectory())
    try {
      const at = async (listen: Address) => {
        const layer: Settings = { [house]: { listen: [formatAddress(listen)] } }
        await post.child.configure(tomlOf(post.#data, settings, layer))
      }
      await at({ kind: 'tcp', host: '127.0.0.1', port: 0 })
      post.place = find((await post.child.start())[house], 'tcp')
      await at({ kind: 'tcp', ...post.place })
      return post
    } catch (error) {
      await post.close()
      throw error
    }
  }

  dial(): Duplex {
    const { host, port } = this.place
    const web = `ws://${host}:${port}/bouncer/websocket/`
    const wire =
      this.house === 'webgate' ? dialWeb(web) : net.connect({ host, port, noDelay: true })
    this.wires.add(wire)
    wire.on('close', () => this.wires.delete(wire))
    return wire
  }

  async close(): Promise<void> {
    await this.child.kill('SIGKILL')
    await rm(this.#data, { recursive: true, force: true })
  }
}

/** While Redis is dead its clients complain, as they should. */
export function isExpected(line: string): boolean {
  return line.includes('"msg":"the store refuses: nothing is lost, and everybody waits"')
}

/** The same, and a third bouncer comes now and then; people are shared at once. */
export function growingCluster(chance: Chance): Promise<Arena> {
  return cluster(chance, [...victims, 'join'])
}

export async function cluster(chance: Chance, struck = victims): Promise<Arena> {
  await using stack = new AsyncDisposableStack()
  const redis = stack.use(await RedisServer.start())
  const store = stack.use(await openStore(redis.address))
  const open = async (house: Post['house'], settings: Settings = {}, into = stack) => {
    const common = { store: { address: redis.address }, log: { level: 'warn' } }
    const post = await Post.open(house, { ...common, ...settings })
    into.defer(() => post.close())
    return post
  }
  const to = ({ place }: Post) => formatAddress({ kind: 'tcp', ...place })
  const ircd = await open('ircd')
  const isGrowing = struck.includes('join')
  const own = () => ({ upstream: to(ircd), ...(isGrowing && { share_after: '1s' }) })
  const bouncers: Post[] = []
  const gates: Post[] = []
  for (const _ of [1, 2]) {
    const bouncer = await open('bouncer', { bouncer: own() })
    const upstream = { upstream: to(ircd), bouncer_upstream: to(bouncer) }
    bouncers.push(bouncer)
    gates.push(await open('webgate', { webgate: upstream }))
  }
  const more: Parts['more'] = (into) => open('bouncer', { bouncer: own() }, into)
  const parts = { redis, store, ircd, bouncers, gates, more, struck, stack: stack.move() }
  return new ClusterArena(parts, chance)
}

interface Parts {
  redis: RedisServer
  store: Store
  ircd: Post
  bouncers: Post[]
  gates: Post[]
  struck: readonly Victim[]
  /** Opens another bouncer. */
  more: (into: AsyncDisposableStack) => Promise<Post>
  stack: AsyncDisposableStack
}

class ClusterArena implements Arena {
  readonly irc: HostPort
  readonly #parts: Parts
  readonly #chance: Chance
  #strikes = 0
  #gate = Promise.resolve()
  /** A third bouncer, while there is one. */
  #third: Post | undefined

  constructor(parts: Parts, chance: Chance) {
    this.#parts = parts
    this.#chance = chance
    this.irc = parts.ircd.place
  }

  get output(): string {
    const { ircd, bouncers, gates } = this.#parts
    const third = this.#third ? [this.#third] : []
    return [ircd, ...bouncers, ...third, ...gates].map(({ child }) => child.output).join('')
  }

  /** As a balancer would: any door behind which everything is known to be up. */
  readonly bouncer = (): Duplex => {
    const { bouncers, gates } = this.#parts
    const open = bouncers.flatMap((bouncer, i) => [bouncer, gates[i]!].filter(() => bouncer.up))
    return this.#chance.pick(open.filter(({ up }) => up)).dial()
  }

  readonly mayDial = (): Promise<void> => this.#gate

  addAccount(name: string, password: string): Promise<void> {
    return addAccount(this.#parts.store, name, password)
  }

  evidence() {
    return evidenceOf(this.#parts.store)
  }

  async strike(until: Until, clients: LineClient[]): Promise<Struck> {
    const { struck } = this.#parts
    const victim = struck[this.#strikes++ % struck.length]!
    const { heal, ...what } = await this.#strike(victim, until, clients)
    const settle = async () => {
      await heal()
      if (struck.includes('join')) await this.#shared()
    }
    return { ...what, heal: settle }
  }

  async #strike(victim: Victim, until: Until, clients: LineClient[]): Promise<Struck> {
    const { redis, bouncers, gates } = this.#parts
    if (victim === 'join') return { what: victim, at: Date.now(), heal: () => this.#join() }
    const opened = Promise.withResolvers<void>()
    this.#gate = opened.promise
    if (victim === 'redis') {
      await redis.kill('SIGKILL')
      const at = Date.now()
      await redis.start()
      return { what: victim, at, heal: async () => opened.resolve() }
    }
    const post = this.#chance.pick(victim === 'gate' ? gates : bouncers)
    post.up = false
    const posts = victim === 'freeze' ? [post, gates[bouncers.indexOf(post)]!] : [post]
    const isIdle = () => posts.every(({ wires }) => wires.size === 0)
    const ended = () => until(`the ${victim}'s connections to end`, isIdle)
    if (victim !== 'freeze') {
      await post.child.kill('SIGKILL')
      await ended()
      const at = Date.now()
      return { what: victim, at, heal: () => this.#restart(post, opened.resolve) }
    }
    post.child.signal('SIGSTOP')
    const at = Date.now()
    for (const { wires } of posts) for (const wire of wires) wire.destroy()
    await ended()
    return { what: victim, at, heal: () => this.#wake(post, clients, opened.resolve) }
  }

  async #restart(post: Post, open: () => void): Promise<void> {
    open()
    await post.child.start()
    post.up = true
  }

  #members(): string[] {
    const words = ['ZRANGE', 'causerie:{leases/bouncer}:members', '0', '-1'] as const
    return this.#parts.redis
      .cli(...words)
      .split('\n')
      .filter(Boolean)
  }

  async #shared(): Promise<void> {
    const isShared = async () => {
      const held = await this.#parts.store.leases!.owners('bouncer')
      const members = this.#members()
      return [...held].every(([name, id]) => id === preferred(name, members))
    }
    await polled('everybody to be where they belong', isShared, 120_000)
  }

  /** It stays until everybody is where they belong. */
  async #join(): Promise<void> {
    const { more, stack } = this.#parts
    const members = () => this.#members()
    const before = members().length
    this.#third ??= await more(stack)
    if (!this.#third.up) await this.#third.child.start()
    this.#third.up = true
    await polled('a third bouncer to come', () => members().length === before + 1, 60_000)
    await this.#shared()
    await this.#third.child.kill('SIGTERM')
    this.#third.up = false
    await polled('the third to go', () => members().length === before, 60_000)
  }

  /** It sleeps until it has been buried and everybody is at home elsewhere. */
  async #wake(post: Post, clients: LineClient[], open: () => void): Promise<void> {
    open()
    const { redis } = this.#parts
    const isBack = ({ options, ready, live }: LineClient) => !options.pass || ready || !live
    const members = () => redis.cli('ZCARD', 'causerie:{leases/bouncer}:members')
    await polled('the other to bury it', () => members() === '1', 60_000)
    await polled('the other to take over', () => clients.every(isBack), 60_000)
    const told = findings(post)
    post.child.signal('SIGCONT')
    await polled('who was frozen to find out', () => findings(post) > told, 60_000)
    post.up = true
  }

  async end(): Promise<void> {
    const { ircd, bouncers, gates } = this.#parts
    for (const { child } of [...gates, ...bouncers, ircd]) await child.kill('SIGTERM')
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#parts.stack.disposeAsync()
  }
}

/** How often a bouncer has learnt that others took its users. */
function findings({ child }: Post): number {
  return child.output.split('the lease of this bouncer has run out').length - 1
}
