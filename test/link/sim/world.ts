/** Servers, and wires between them that are slow, break, and come back; all in one thread. */
import type { LinkSink, LinkTerms } from '../../../ircd/link/terms.ts'
import { OurNode, type SimNode, type SimPeer, type Step } from './node.ts'
import { PassiveNode } from './passive.ts'
import { wrongLine } from './safety.ts'

/** 2026-01-01T00:00:00Z */
const beginning = Date.UTC(2026, 0, 1)

export interface Plan {
  /** Of node i + 1: the node before it that it is linked to. */
  parents: number[]
  /** Which nodes that are leaves are of another kind. */
  passive: boolean[]
  /** Milliseconds by which the clocks are wrong. */
  skews: number[]
  delays: number[]
  steps: Step[]
}

interface Wire {
  a: number
  b: number
  ends: [SimPeer, SimPeer] | []
  /** When the last thing arrives, for each direction. */
  busy: [number, number]
  alive: boolean
  delayMs: number
}

interface Due {
  at: number
  n: number
  run(): void
  wire: Wire
}

export class World {
  now = beginning
  readonly nodes: SimNode[] = []
  readonly log: string[] = []
  /** Lines that should not have been said. */
  readonly wrong: string[] = []
  readonly #wires: Wire[] = []
  #due: Due[] = []
  #n = 0
  readonly #plan: Plan
  #lives = 0
  /** By how much the clock of each node is wrong now, milliseconds. */
  readonly #skews: number[] = []
  #delay = 0

  constructor(plan: Plan) {
    this.#plan = plan
    const count = plan.parents.length + 1
    for (let i = 0; i < count; i++) this.nodes.push(this.#make(i))
    for (let i = 1; i < count; i++) this.link(i, this.#parent(i))
    this.drain()
    for (const node of this.nodes) {
      for (let k = 0; k < 2; k++) node.act({ ...idle, what: connects })
    }
    this.drain()
  }

  #parent(i: number): number {
    return this.#plan.parents[i - 1]! % i
  }

  isPassive(i: number): boolean {
    const isLeaf = i > 0 && !this.#plan.parents.some((_, k) => this.#parent(k + 1) === i)
    return isLeaf && (this.#plan.passive[i % this.#plan.passive.length] ?? false)
  }

  #make(i: number): SimNode {
    this.#skews[i] ??= this.#plan.skews[i % this.#plan.skews.length] ?? 0
    const now = () => this.now + this.#skews[i]!
    const name = `s${i}.test`
    const sid = `${i}${'SIM'[i % 3]}${i}`
    if (this.isPassive(i)) return new PassiveNode(name, sid, now)
    const node = new OurNode(name, sid, now, this.#lives++)
    const count = this.#plan.parents.length + 1
    node.knows(Array.from({ length: count }, (_, k) => termsOf(`s${k}.test`)))
    return node
  }

  link(a: number, b: number): void {
    const { delays } = this.#plan
    const delayMs = delays[this.#delay++ % delays.length] ?? 50
    const wire: Wire = { a, b, ends: [], busy: [0, 0], alive: true, delayMs }
    this.#wires.push(wire)
    const sinkOf = (side: 0 | 1): LinkSink => ({
      push: (text) => this.#carry(wire, side, text),
      end: (text) => {
        if (text) this.#carry(wire, side, text)
        this.#at(wire, side, () => this.#break(wire, 'closed'))
      },
    })
    const first = this.nodes[a]!
    const second = this.nodes[b]!
    const other = second.open(sinkOf(1), undefined)
    const ends = [undefined as unknown as SimPeer, other] as [SimPeer, SimPeer]
    wire.ends = ends
    ends[0] = first.open(sinkOf(0), second.name)
  }

  /** What is written at once arrives at once. */
  #carry(wire: Wire, from: 0 | 1, text: string): void {
    this.#at(wire, from, () => {
      for (const line of text.split('\r\n')) {
        this.log.push(
          `${this.now - beginning} ${from ? wire.b : wire.a}>${from ? wire.a : wire.b} ${line}`,
        )
        if (!wire.alive) continue
        const to = from ? 0 : 1
        this.wrong.push(...wrongLine(line, this.nodes[to ? wire.b : wire.a]!.sid))
        wire.ends[to]!.receive(line)
      }
    })
  }

  #at(wire: Wire, from: 0 | 1, run: () => void): void {
    const at = Math.max(wire.busy[from], this.now + wire.delayMs)
    wire.busy[from] = at
    this.#due.push({ at, n: this.#n++, run, wire })
  }

  #break(wire: Wire, reason: string): void {
    if (!wire.alive) return
    wire.alive = false
    for (const end of wire.ends) end.closed(reason)
  }

  /** A wire breaks; of what was under way some still arrives. */
  cut(i: number, part: number): void {
    const alive = this.#wires.filter((wire) => wire.alive)
    const wire = alive[i % Math.max(1, alive.length)]
    if (!wire) return
    const under = this.#due.filter((due) => due.wire === wire).sort(byTime)
    this.#due = this.#due.filter((due) => due.wire !== wire)
    for (const due of under.slice(0, part % (under.length + 1))) due.run()
    this.#break(wire, 'cut')
  }

  /** Which part of the network each node is in, as the wires have it. */
  #parts(): number[] {
    const part = this.nodes.map((_, i) => i)
    for (let again = true; again; ) {
      again = false
      for (const { a, b, alive } of this.#wires) {
        if (!alive || part[a] === part[b]) continue
        const least = Math.min(part[a]!, part[b]!)
        part[a] = part[b] = least
        again = true
      }
    }
    return part
  }

  /** Links two parts, be it by another edge than before. */
  heal(x: number, y: number): void {
    const parts = this.#parts()
    const pairs = this.nodes.flatMap((_, a) =>
      this.nodes.flatMap((_, b) =>
        a < b && parts[a] !== parts[b] && this.#may(a, b) ? [[a, b]] : [],
      ),
    )
    const pair = pairs[(x * 7 + y) % Math.max(1, pairs.length)]
    if (pair) this.link(pair[x % 2]!, pair[(x + 1) % 2]!)
  }

  /** Servers of another kind are leaves, and link to ours only. */
  #may(a: number, b: number): boolean {
    const isFree = (i: number) =>
      !this.isPassive(i) ||
      !this.#wires.some((wire) => wire.alive && (wire.a === i || wire.b === i))
    return isFree(a) && isFree(b) && !(this.isPassive(a) && this.isPassive(b))
  }

  restart(i: number): void {
    const node = i % this.nodes.length
    for (const wire of this.#wires) {
      if (!wire.alive || (wire.a !== node && wire.b !== node)) continue
      this.#due = this.#due.filter((due) => due.wire !== wire)
      this.#break(wire, 'restart')
    }
    this.now += 1000
    this.nodes[node] = this.#make(node)
  }

  pass(ms: number): void {
    const until = this.now + ms
    for (;;) {
      const next = this.#due.sort(byTime)[0]
      if (!next || next.at > until) break
      this.#due.shift()
      this.now = Math.max(this.now, next.at)
      next.run()
    }
    this.now = until
  }

  /** @returns how many things arrived. */
  drain(max = 20_000): number {
    let n = 0
    while (this.#due.length) {
      if (++n > max) throw new Error('The network does not come to rest')
      this.#due.sort(byTime)
      const next = this.#due.shift()!
      this.now = Math.max(this.now, next.at)
      next.run()
    }
    return n
  }

  perform(step: Step): void {
    this.pass(step.ms)
    const fault = step.what % 40
    if (fault === 36) this.#skews[step.node % this.nodes.length]! += ((step.value % 5) - 2) * 1000
    else if (fault === 37) this.cut(step.whom, step.value)
    else if (fault === 38) this.heal(step.whom, step.value)
    else if (fault === 39 && step.value % 3 === 0) this.restart(step.node)
    else this.nodes[step.node % this.nodes.length]!.act(step)
  }

  /** Links what is apart until the network is one. */
  settle(): void {
    for (let tries = 0; tries < 20; tries++) {
      this.drain()
      if (this.#parts().every((part) => part === 0)) return
      this.heal(tries, tries)
    }
    this.drain()
  }
}

const idle: Step = { node: 0, what: 0, who: 0, where: 0, whom: 0, value: 0, ms: 0 }
const connects = 19

function byTime(a: Due, b: Due): number {
  return a.at - b.at || a.n - b.n
}

export function termsOf(name: string): LinkTerms {
  return {
    name,
    sendPassword: 'secret',
    accepts: (password) => password === 'secret',
    fingerprints: [],
    secure: false,
    from: () => true,
    hub: ['*'],
    operators: ['see', 'ban', 'force', 'routing'],
    dialect: 'auto',
    services: false,
    sharedAccounts: false,
    confidential: () => true,
  }
}
