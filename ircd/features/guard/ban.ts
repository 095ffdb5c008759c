/** Bans of the whole network: what they are, which there are, and whom they fit. */
import { formatRange, inRange, parseRange, RangeMap } from '#wire/cidr.ts'
import { matches } from '#wire/mask.ts'
import { kind } from '../../core/fact.ts'
import type { Network, User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { Subject } from '../bans/entry.ts'
import { headOf, readMask } from '../bans/mask.ts'

/**
 * By whom they are met: `user@host` (K-lines here, G-lines everywhere, shuns, exemptions), an
 * address (Z-lines), a real name (X-lines), the name of a nick or a channel (Q-lines).
 */
export type BanType = 'kline' | 'gline' | 'zline' | 'qline' | 'xline' | 'shun' | 'eline'

export interface ServerBan {
  type: BanType
  mask: string
  /** What the banned are told, and what only operators read. */
  reason: string
  note: string
  by: string
  /** Milliseconds since 1970. */
  at: number
  /** 0 for ever. */
  until: number
  /** Whoever logs in is let through. */
  soft: boolean
  /** Of an exemption: letters of what it is from, `*` for everything. */
  from: string
}

export const banSet = kind<{ ban: ServerBan }>({
  name: 'ban set',
  apply: ({ ban }, net) => bansOf(net).add(ban),
  audience: () => [],
  lines: () => [],
})

export const banLifted = kind<{ ban: ServerBan; expired: boolean }>({
  name: 'ban lifted',
  apply: ({ ban }, net) => bansOf(net).remove(ban),
  audience: () => [],
  lines: () => [],
})

export class Bans {
  readonly #all = new Map<string, ServerBan>()
  readonly #byType = new Map<BanType, Set<ServerBan>>()
  /** Z-lines are asked about at every connection. */
  readonly #ranges = new RangeMap<ServerBan>()
  /** Nothing expires before. */
  #nextExpiry = Number.POSITIVE_INFINITY

  add(ban: ServerBan): void {
    const earlier = this.#all.get(keyOf(ban))
    if (earlier) this.remove(earlier)
    this.#all.set(keyOf(ban), ban)
    const those = this.#byType.get(ban.type) ?? new Set()
    this.#byType.set(ban.type, those.add(ban))
    if (ban.until) this.#nextExpiry = Math.min(this.#nextExpiry, ban.until)
    const range = ban.type === 'zline' && parseRange(ban.mask)
    if (range) this.#ranges.set(range, ban)
  }

  remove(ban: ServerBan): void {
    this.#all.delete(keyOf(ban))
    this.#byType.get(ban.type)?.delete(ban)
    const range = ban.type === 'zline' && parseRange(ban.mask)
    if (range) this.#ranges.delete(range)
  }

  /** Those of a type that may fit: all of them, unless an address narrows it down. */
  candidates(type: BanType, ip: bigint | undefined): Iterable<ServerBan> {
    if (type !== 'zline') return this.list(type)
    return ip === undefined ? [] : this.#ranges.at(ip)
  }

  get(type: BanType, mask: string): ServerBan | undefined {
    return this.#all.get(keyOf({ type, mask }))
  }

  list(type: BanType): Iterable<ServerBan> {
    return this.#byType.get(type) ?? []
  }

  all(): ServerBan[] {
    return [...this.#all.values()]
  }

  has(type: BanType): boolean {
    return (this.#byType.get(type)?.size ?? 0) > 0
  }

  get size(): number {
    return this.#all.size
  }

  /** Those whose time is over. Costs nothing as long as there are none. */
  expired(now: number): ServerBan[] {
    if (now < this.#nextExpiry) return []
    const over: ServerBan[] = []
    this.#nextExpiry = Number.POSITIVE_INFINITY
    for (const ban of this.#all.values()) {
      if (ban.until && ban.until <= now) over.push(ban)
      else if (ban.until) this.#nextExpiry = Math.min(this.#nextExpiry, ban.until)
    }
    return over
  }
}

const known = new WeakMap<Network, Bans>()

export function bansOf(net: Network): Bans {
  const found = known.get(net) ?? new Bans()
  known.set(net, found)
  return found
}

export function keyOf({ type, mask }: Pick<ServerBan, 'type' | 'mask'>): string {
  return `${type}/${mask.toLowerCase()}`
}

/** @returns the mask in the form in which it is kept, or nothing where it cannot be one. */
export function readBanMask(server: Server, type: BanType, text: string): string | undefined {
  if (!text || (/\s/.test(text) && type !== 'xline')) return undefined
  if (type === 'xline' || type === 'qline') return isTooWide(text) ? undefined : text
  if (type === 'zline') {
    const range = parseRange(text.replace(/^\*@/, ''))
    const written = range && formatRange(range)
    return written?.endsWith('/0') ? undefined : written
  }
  if (headOf(text, server.book)) return readMask(text, server)
  const [, nick = '*', username = '*', host = ''] =
    /^(?:([^!@]+)!)?(?:([^!@]+)@)?([^!@]+)$/.exec(text) ?? []
  const range = parseRange(host)
  const mask = `${nick}!${username}@${range ? formatRange(range) : host}`
  return host && !isTooWide(mask) ? mask.replace(/^\*!/, '') : undefined
}

/** It says nothing about anybody: `*@*`. */
function isTooWide(mask: string): boolean {
  return !/[^*?!@.:/0]/.test(mask)
}

type Fits = (who: Subject) => boolean

const ready = new WeakMap<ServerBan, Fits>()

function fitsOf(ban: ServerBan, server: Server): Fits {
  const found = ready.get(ban) ?? makeFits(ban, server)
  ready.set(ban, found)
  return found
}

function makeFits({ type, mask }: ServerBan, server: Server): Fits {
  const { fold } = server.net
  const folded = fold(mask)
  if (type === 'qline') return ({ user }) => matches(folded, fold(user.nick))
  if (type === 'xline') return ({ user }) => matches(folded, fold(user.realname))
  if (type === 'zline') {
    const range = parseRange(mask)
    return ({ ip }) => ip !== undefined && range !== undefined && inRange(ip, range)
  }
  const head = headOf(mask, server.book)
  if (head?.extban.matches) {
    const { extban, not, value } = head
    return ({ user }) => extban.matches!(value, user, undefined, server) !== not
  }
  return hostFits(folded)
}

function hostFits(folded: string): Fits {
  const whole = folded.includes('!') ? folded : `*!${folded}`
  const at = whole.lastIndexOf('@')
  const name = whole.slice(0, at)
  const range = parseRange(whole.slice(at + 1))
  return (who) => {
    if (range && who.ip !== undefined && inRange(who.ip, range)) return matches(name, who.name)
    return who.forms.some((form) => matches(whole, form))
  }
}

/** The first ban of these types that fits the user, whom nothing exempts. */
export function findBan(server: Server, user: User, types: BanType[]): ServerBan | undefined {
  const bans = bansOf(server.net)
  if (!types.some((type) => bans.has(type))) return undefined
  const who = new Subject(user, server)
  for (const type of types) {
    for (const ban of bans.candidates(type, who.ip)) {
      if (ban.soft && user.account) continue
      if (fitsOf(ban, server)(who) && !isExemptFrom(server, who, letterOf(type))) return ban
    }
  }
  return undefined
}

export function fitsUser(server: Server, ban: ServerBan, user: User): boolean {
  return !user.service && fitsOf(ban, server)(new Subject(user, server))
}

/** Whether somebody is exempt from what the letter stands for: see ELINE. */
export function isExemptFrom(server: Server, who: Subject, letter: string): boolean {
  for (const ban of bansOf(server.net).list('eline')) {
    const covers = ban.from === '*' || ban.from.includes(letter)
    if (covers && fitsOf(ban, server)(who)) return true
  }
  return false
}

export function isUserExempt(server: Server, user: User, letter: string): boolean {
  return bansOf(server.net).has('eline') && isExemptFrom(server, new Subject(user, server), letter)
}

export function letterOf(type: BanType): string {
  return type[0]!
}
