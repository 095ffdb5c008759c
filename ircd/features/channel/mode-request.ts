/** What a client asks of MODE, read into changes that would really change something. */
import { completeMask } from '#wire/mask.ts'
import {
  ERR_BANLISTFULL,
  ERR_INVALIDMODEPARAM,
  ERR_NOSUCHNICK,
  ERR_UNKNOWNMODE,
  ERR_USERNOTINCHANNEL,
  type Reply,
} from '#wire/numerics.ts'
import { byteLength } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import type { ListMode, ParamMode, StatusMode } from '../../core/feature.ts'
import type { Channel } from '../../core/network.ts'
import { type Rank, rank } from '../../core/rank.ts'
import type { Change } from './mode-change.ts'

export interface Requested {
  changes: Change[]
  /** The rank that all of it together needs; looking at a list needs none. */
  needs: Rank
  refused: Reply[]
}

/** Bytes of a mask: a line must hold it together with everything else. */
const paramBytesMax = 200

export function readChanges(
  ask: Ask,
  channel: Channel,
  modes: string,
  params: string[],
): Requested {
  const reader = new Reader(ask, channel, [...params])
  let on = true
  for (const letter of modes) {
    if (letter === '+' || letter === '-') on = letter === '+'
    else reader.read(letter, on)
  }
  return reader
}

class Reader implements Requested {
  readonly changes: Change[] = []
  readonly refused: Reply[] = []
  needs: Rank = rank.none
  readonly #ask: Ask
  readonly #channel: Channel
  readonly #params: string[]
  readonly #listed = new Set<string>()
  #paramsUsed = 0

  constructor(ask: Ask, channel: Channel, params: string[]) {
    this.#ask = ask
    this.#channel = channel
    this.#params = params
  }

  read(letter: string, on: boolean): void {
    const mode = this.#ask.server.book.modes.get(letter)
    if (!mode) {
      const said = ERR_UNKNOWNMODE(letter)
      if (!this.#listed.has(`?${letter}`)) this.refused.push(said)
      this.#listed.add(`?${letter}`)
    } else if (mode === 'flag') this.#flag(letter, on)
    else if (mode.type === 'param') this.#param(letter, on, mode)
    else if (mode.type === 'list') this.#list(letter, on, mode)
    else this.#status(letter, on, mode)
  }

  #need(wanted: Rank): void {
    if (wanted > this.needs) this.needs = wanted
  }

  #next(): string | undefined {
    if (this.#paramsUsed === this.#ask.server.settings.limits.modes) return undefined
    this.#paramsUsed++
    return this.#params.shift()
  }

  /** The last wish for the same thing counts, and what is so already is no change. */
  #wish(change: Change, same: (other: Change) => boolean, isSo: boolean): void {
    const earlier = this.changes.findIndex((other) => other.letter === change.letter && same(other))
    if (earlier >= 0) this.changes.splice(earlier, 1)
    if (!isSo) this.changes.push(change)
  }

  #flag(letter: string, on: boolean): void {
    this.#need(rank.halfop)
    const isSo = this.#channel.modes.has(letter) === on
    this.#wish({ type: 'flag', letter, on }, () => true, isSo)
  }

  #param(letter: string, on: boolean, mode: ParamMode): void {
    this.#need(rank.halfop)
    const text = on || mode.always ? this.#next() : undefined
    const now = this.#channel.modes.get(letter)
    if (!on) {
      // Whoever may take a key away need not know it: the line shows the one that was.
      const param = mode.always ? (now ?? '') : ''
      return this.#wish({ type: 'param', letter, on, param }, () => true, now === undefined)
    }
    if (!text) return
    const param = mode.read(text, this.#ask, this.#channel.name)
    if (typeof param !== 'string') this.refused.push(param)
    else this.#wish({ type: 'param', letter, on, param }, () => true, now === param)
  }

  #list(letter: string, on: boolean, mode: ListMode): void {
    const text = this.#next()
    if (!text) return this.#show(letter, mode)
    this.#need(rank.halfop)
    const mask = completeMask(text)
    if (byteLength(mask) > paramBytesMax || /^:|[\s,]/.test(mask)) {
      const why = 'This cannot be a mask'
      this.refused.push(ERR_INVALIDMODEPARAM(this.#channel.name, letter, text, why))
      return
    }
    const { fold } = this.#ask.net
    const entries = this.#channel.list(letter)
    const there = entries.find((entry) => fold(entry.mask) === fold(mask))
    if (on && !there && this.#listLength(letter) >= this.#ask.server.settings.limits.list) {
      this.refused.push(ERR_BANLISTFULL(this.#channel.name, letter))
      return
    }
    const kept = there?.mask ?? mask
    const same = (other: Change) => other.type === 'list' && fold(other.mask) === fold(kept)
    this.#wish({ type: 'list', letter, on, mask: kept }, same, Boolean(there) === on)
  }

  #listLength(letter: string): number {
    const added = this.changes.filter((change) => change.letter === letter && change.on)
    return this.#channel.list(letter).length + added.length
  }

  /** A list letter without a mask asks to see the list, once. */
  #show(letter: string, mode: ListMode): void {
    if (this.#listed.has(letter)) return
    this.#listed.add(letter)
    const { name } = this.#channel
    for (const { mask, by, at } of this.#channel.list(letter)) {
      this.refused.push(mode.entry(name, mask, by, at))
    }
    this.refused.push(mode.end(name))
  }

  #status(letter: string, on: boolean, mode: StatusMode): void {
    const nick = this.#next()
    if (!nick) return
    const user = this.#ask.net.user(nick)
    const member = user && this.#channel.members.get(user)
    if (!user) this.refused.push(ERR_NOSUCHNICK(nick))
    else if (!member) this.refused.push(ERR_USERNOTINCHANNEL(user.nick, this.#channel.name))
    else {
      // Everybody may lay down a status of their own.
      if (on || user !== this.#ask.user) this.#need(mode.needs)
      const same = (other: Change) => other.type === 'status' && other.user === user
      const change: Change = { type: 'status', letter, on, user, rank: mode.rank }
      this.#wish(change, same, member.has(letter) === on)
    }
  }
}
