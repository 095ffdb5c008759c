/**
 * Getting into our channels: when we come, when one did not let us in, when we were kicked. What
 * the connect commands bring about (a login, a cloak) is waited for before the first JOIN.
 */
import { type Message, message, nickOf, parse } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import type { Plan } from './plan.ts'
import type { Restored } from './record.ts'
import type { Patience } from './setting.ts'

/** A door that may open later. 470 is another: the network has let us in elsewhere. */
const shut = new Set(['437', '471', '473', '474', '475', '477', '480', '489'])
const kicksMax = 3
const kicksForgottenMs = 3_600_000
const afterKickMs = 5_000
const afterKickSpreadMs = 25_000

export interface EntrancePorts {
  plan: Plan
  restored: Restored
  timing: Patience
  /** The connection's state, as of now. */
  seen: () => Mirror
  /** Sends a line whose answer nobody is shown. */
  ask: (line: Message) => unknown
  /** Sends a line as it is. */
  send: (line: Message) => unknown
}

interface Retry {
  timer: NodeJS.Timeout
  tries: number
}

export class Entrance {
  readonly #ports: EntrancePorts
  /** Channels that are shut, by folded name. */
  readonly #retries = new Map<string, Retry>()
  readonly #kicks = new Map<string, number[]>()
  #waiting: NodeJS.Timeout | undefined

  constructor(ports: EntrancePorts) {
    this.#ports = ports
  }

  /** We are on the network. */
  up(): void {
    const { plan, timing, send, seen } = this.#ports
    const commands = plan.commands()
    for (const text of commands) {
      const line = parse(text.replaceAll('%nick%', seen().nick))
      if (line) send({ ...line, tags: undefined, source: undefined })
    }
    if (commands.length === 0) this.#join()
    else this.#waiting = setTimeout(() => this.#join(), timing.loginMs)
  }

  down(): void {
    clearTimeout(this.#waiting)
    this.#waiting = undefined
    for (const { timer } of this.#retries.values()) clearTimeout(timer)
    this.#retries.clear()
  }

  /** Takes a line before it is applied and recorded. */
  heard({ verb, params, source }: Message): void {
    const [first = '', second = ''] = params
    if (verb === '900' && this.#waiting) this.#join()
    else if (shut.has(verb)) this.#later(second)
    else if (verb === '470') this.#ports.restored.forget(second, this.#fold)
    else if (verb === 'KICK' && this.#isMe(second)) this.#kicked(first)
    else if (verb === 'JOIN' && this.#isMe(nickOf(source ?? ''))) this.settled(first)
  }

  /** There is nothing more to try: we are in, or its owner does not want to be. */
  settled(channel: string): void {
    const key = this.#fold(channel)
    clearTimeout(this.#retries.get(key)?.timer)
    this.#retries.delete(key)
  }

  #join(): void {
    clearTimeout(this.#waiting)
    this.#waiting = undefined
    for (const line of this.#ports.restored.joins()) this.#ports.ask(line)
  }

  #later(channel: string): void {
    const known = this.#ports.restored.channel(channel, this.#fold)
    if (known === undefined) return
    const key = this.#fold(channel)
    const old = this.#retries.get(key)
    clearTimeout(old?.timer)
    const tries = (old?.tries ?? 0) + 1
    const { rejoinMs } = this.#ports.timing
    const base = rejoinMs[Math.min(tries, rejoinMs.length) - 1]!
    const timer = setTimeout(() => this.#again(channel), base * (0.75 + Math.random() / 2))
    this.#retries.set(key, { timer, tries })
  }

  #again(channel: string): void {
    const { restored, ask, seen } = this.#ports
    const key = restored.channel(channel, this.#fold)
    if (key !== undefined && !seen().channel(channel)) {
      ask(message('JOIN', channel, ...(key ? [key] : [])))
    }
  }

  /** The record forgets a channel with the KICK: what is needed to come back is remembered here. */
  #kicked(channel: string): void {
    const { plan, restored, ask } = this.#ports
    const key = restored.channel(channel, this.#fold)
    if (!plan.rejoins() || key === undefined) return
    const folded = this.#fold(channel)
    const now = Date.now()
    const recent = (this.#kicks.get(folded) ?? []).filter((at) => at > now - kicksForgottenMs)
    this.#kicks.set(folded, [...recent, now])
    if (recent.length >= kicksMax) return
    const join = () => {
      restored.willJoin(channel, key)
      ask(message('JOIN', channel, ...(key ? [key] : [])))
    }
    const timer = setTimeout(join, afterKickMs + Math.random() * afterKickSpreadMs)
    this.#retries.set(folded, { timer, tries: 0 })
  }

  readonly #fold = (name: string): string => this.#ports.seen().fold(name)

  #isMe(nick: string): boolean {
    return this.#ports.seen().isMe(nick)
  }
}
