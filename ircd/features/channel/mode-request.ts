/** What a client asks of MODE, read into changes that would really change something. */
import {
  ERR_BANLISTFULL,
  ERR_CHANOPRIVSNEEDED,
  ERR_INVALIDMODEPARAM,
  ERR_NOPRIVILEGES,
  ERR_NOSUCHNICK,
  ERR_NOTONCHANNEL,
  ERR_UNKNOWNMODE,
  ERR_USERNOTINCHANNEL,
  type Reply,
} from '#wire/numerics.ts'
import { byteLength } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import type { FlagMode, ListMode, ParamMode, StatusMode } from '../../core/feature.ts'
import type { Channel, Member, User } from '../../core/network.ts'
import { type Rank, rank } from '../../core/rank.ts'
import { readMask } from '../bans/mask.ts'
import { listMax } from '../modes/large-lists.ts'
import type { Change } from './mode-change.ts'
import { isInside, standing } from './standing.ts'

export interface Requested {
  changes: Change[]
  /** What is not done, each with its reason, and what was only asked to be shown. */
  refused: Reply[]
}

/** Bytes of a mask: a line must hold it together with everything else. */
const paramBytesMax = 200

/** @param as the rank with which they are asked for, if not the asker's own */
export function readChanges(
  ask: Ask,
  channel: Channel,
  modes: string,
  params: string[],
  as: Rank = standing(ask, channel),
): Requested {
  const reader = new Reader(ask, channel, [...params], as)
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
  readonly #ask: Ask
  readonly #channel: Channel
  readonly #params: string[]
  readonly #rank: Rank
  /** What has been answered already, and is not said twice. */
  readonly #said = new Set<string>()
  #paramsUsed = 0

  constructor(ask: Ask, channel: Channel, params: string[], as: Rank) {
    this.#ask = ask
    this.#channel = channel
    this.#params = params
    this.#rank = as
  }

  read(letter: string, on: boolean): void {
    const mode = this.#ask.server.book.modes.get(letter)
    if (!mode) {
      this.#refuse(`?${letter}`, ERR_UNKNOWNMODE(letter))
    } else if (mode === 'flag' || mode.type === 'flag') this.#flag(letter, on, mode)
    else if (mode.type === 'param') this.#param(letter, on, mode)
    else if (mode.type === 'list') this.#list(letter, on, mode)
    else this.#status(letter, on, mode)
  }

  /** Says why not, once for the same reason. */
  #refuse(reason: string, ...replies: Reply[]): void {
    if (this.#said.has(reason)) return
    this.#said.add(reason)
    this.refused.push(...replies)
  }

  /** Whether the asker has the rank; of what needs a higher one nothing is done. */
  #may(wanted: Rank): boolean {
    if (this.#rank >= wanted) return true
    const { name } = this.#channel
    const inside = isInside(this.#ask, this.#channel)
    this.#refuse('rank', inside ? ERR_CHANOPRIVSNEEDED(name) : ERR_NOTONCHANNEL(name))
    return false
  }

  /** Everybody may lay down a status of their own; nobody takes one from who stands higher. */
  #mayRank(on: boolean, mode: StatusMode, user: User, member: Member): boolean {
    if (!on && user === this.#ask.user) return true
    return this.#may(on ? mode.needs : (Math.max(mode.needs, member.rank) as Rank))
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

  #flag(letter: string, on: boolean, mode: 'flag' | FlagMode): void {
    if (!this.#may(rank.halfop)) return
    if (mode !== 'flag' && !(mode.by === 'oper' && this.#ask.can('override'))) {
      return this.#refuse('oper', ERR_NOPRIVILEGES())
    }
    const isSo = this.#channel.modes.has(letter) === on
    this.#wish({ type: 'flag', letter, on }, () => true, isSo)
  }

  #param(letter: string, on: boolean, mode: ParamMode): void {
    const text = on || mode.always ? this.#next() : undefined
    if (on && !text) return
    if (!this.#may(rank.halfop)) return
    const now = this.#channel.modes.get(letter)
    if (!on) {
      // Whoever may take a key away need not know it: the line shows the one that was.
      const param = mode.always ? (now ?? '') : ''
      return this.#wish({ type: 'param', letter, on, param }, () => true, now === undefined)
    }
    const param = mode.read(text!, this.#ask, this.#channel.name)
    if (typeof param !== 'string') this.refused.push(param)
    else this.#wish({ type: 'param', letter, on, param }, () => true, now === param)
  }

  #list(letter: string, on: boolean, mode: ListMode): void {
    const text = this.#next()
    if (!text) return this.#show(letter, mode)
    if (!this.#may(rank.halfop)) return
    const mask = readMask(text, this.#ask.server)
    if (mask === undefined || byteLength(mask) > paramBytesMax || /^:|[\s,]/.test(mask)) {
      const why = 'This cannot be a mask'
      this.refused.push(ERR_INVALIDMODEPARAM(this.#channel.name, letter, text, why))
      return
    }
    const { fold } = this.#ask.net
    const entries = this.#channel.list(letter)
    const there = entries.find((entry) => fold(entry.mask) === fold(mask))
    if (
      on &&
      !there &&
      this.#listLength(letter) >= listMax(this.#channel, this.#ask.server.settings)
    ) {
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
    const { name } = this.#channel
    const entries = this.#channel.list(letter)
    const shown = entries.map(({ mask, by, at }) => mode.entry(name, mask, by, at))
    this.#refuse(letter, ...shown, mode.end(name))
  }

  #status(letter: string, on: boolean, mode: StatusMode): void {
    const nick = this.#next()
    if (!nick) return
    const user = this.#ask.net.user(nick)
    const member = user && this.#channel.members.get(user)
    if (!user) this.refused.push(ERR_NOSUCHNICK(nick))
    else if (!member) this.refused.push(ERR_USERNOTINCHANNEL(user.nick, this.#channel.name))
    else {
      if (!this.#mayRank(on, mode, user, member)) return
      const same = (other: Change) => other.type === 'status' && other.user === user
      const change: Change = { type: 'status', letter, on, user, rank: mode.rank }
      this.#wish(change, same, member.has(letter) === on)
    }
  }
}
