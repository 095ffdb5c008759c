/**
 * Bans of the whole network: `BAN <K|X|R> <user> <mask> <created> <seconds> <lifetime> <setter> <reason>`.
 * Of two about the same the later counts; 0 seconds lift one, which is remembered, or it would come
 * back with a server that had not heard of that.
 * https://github.com/solanum-ircd/solanum/blob/main/doc/technical/ts6.md
 */
import { messageFrom } from '#wire/message.ts'
import type { ServerNode, User } from '../core/network.ts'
import {
  type BanType,
  banLifted,
  banSet,
  bansOf,
  keyOf,
  readBanMask,
  type ServerBan,
} from '../features/guard/ban.ts'
import { type Heard, isUser } from './heard.ts'
import type { Peer } from './peer.ts'
import { idOf, type Tell, teller } from './teller.ts'

/** What each kind of ban is called there. K-lines are those of one server here. */
const letters: Partial<Record<BanType, string>> = { gline: 'K', xline: 'X', qline: 'R' }
const types: Record<string, BanType> = { K: 'gline', X: 'xline', R: 'qline' }

/** An endless ban lasts as long as Solanum knows to count, seconds. */
const endless = 52 * 7 * 86_400
/** So many that were lifted are remembered, the latest. */
const liftedMax = 10_000

/** When bans were lifted, by their keys, in seconds since 1970. */
export class Lifted {
  readonly #all = new Map<string, number>()

  at(key: string): number {
    return this.#all.get(key) ?? 0
  }

  remember(key: string, at: number): void {
    this.#all.delete(key)
    this.#all.set(key, at)
    const [oldest] = this.#all.keys()
    if (this.#all.size > liftedMax && oldest !== undefined) this.#all.delete(oldest)
  }
}

export const banTellers: [ReturnType<typeof teller>[0], Tell][] = [
  teller(banSet, ({ ban, by }, peer) => sayBan(peer, ban, by)),
  teller(banLifted, ({ ban, by, at, expired }, peer) => {
    const params = wordsOf(ban)
    if (expired || !params) return
    if (!peer.caps.has('BAN')) return sayPlain(peer, params, idOf(by), undefined)
    const { lifted } = peer.links
    const key = keyOf(ban)
    const seconds = Math.max(Math.floor(at / 1000), createdOf(ban) + 1)
    const left = lengthOf(ban)
    if (lifted.at(key) < seconds) lifted.remember(key, seconds)
    const times = [String(lifted.at(key)), '0', String(left)]
    peer.send(messageFrom(idOf(by), 'BAN', ...params, ...times, '*', '*'))
  }),
]

/** In a burst those that there are; else one that was set here. */
function sayBan(peer: Peer, ban: ServerBan, by: User | ServerNode): void {
  const params = wordsOf(ban)
  if (!params) return
  const length = String(lengthOf(ban))
  const why = ban.note ? `${ban.reason}|${ban.note}` : ban.reason
  if (!peer.caps.has('BAN')) return sayPlain(peer, params, idOf(by), { ban, why })
  const times = [String(createdOf(ban)), length, length]
  peer.send(messageFrom(idOf(by), 'BAN', ...params, ...times, ban.by || '*', why))
}

/**
 * Servers that know no bans of the network set one of their own, if they let us: KLINE and RESV, for
 * as long as is left. Nothing where `set` is absent: then it is lifted.
 */
function sayPlain(
  peer: Peer,
  [letter, user = '', mask = '']: string[],
  source: string,
  set: { ban: ServerBan; why: string } | undefined,
): void {
  if (!peer.caps.has('KLN') || letter === 'X') return
  const isNick = letter === 'R'
  const verb = isNick ? 'RESV' : 'KLINE'
  const of = isNick ? [mask] : [user, mask]
  const say = (...words: string[]) => peer.send(messageFrom(source, 'ENCAP', '*', ...words))
  if (!set) return say(`UN${verb}`, ...of)
  const { until } = set.ban
  const left = until ? Math.ceil((until - peer.links.server.ports.now()) / 1000) : 0
  if (left < 0) return
  say(verb, String(left), ...of, ...(isNick ? ['0'] : []), set.why)
}

export function sayBans(peer: Peer): void {
  const { net } = peer.links
  for (const type of Object.values(types)) {
    for (const ban of bansOf(net).list(type)) sayBan(peer, ban, net.me)
  }
}

export function hearBan(heard: Heard): void {
  const { peer, by, params, line } = heard
  const { links } = peer
  const { server, net, lifted } = links
  const [letter = '', user = '', host = '', created = '', length = '', , setter = '', why = ''] =
    params
  const type = Object.hasOwn(types, letter) ? types[letter] : undefined
  const text = type === 'gline' ? `${user}@${host}` : host
  const mask = type && readBanMask(server, type, text)
  if (!type || mask === undefined) return
  const at = Number(created)
  const key = keyOf({ type, mask })
  const known = bansOf(net).get(type, mask)
  if (!(at > Math.max(known ? createdOf(known) : 0, lifted.at(key)))) return
  const origin = { link: peer, untold: true as const }
  const until = at + Number(length)
  if (!(Number(length) > 0)) {
    lifted.remember(key, at)
    if (known) server.commit(banLifted, { ban: known, expired: false }, by, undefined, origin)
  } else if (until * 1000 > server.ports.now()) {
    const [reason = '', note = ''] = why.split('|', 2)
    const setBy = setter === '*' ? (isUser(by) ? by.nick : by.name) : setter
    const times = { at: at * 1000, until: until * 1000 }
    const ban = { type, mask, reason, note, by: setBy, ...times, soft: false, from: '*' }
    server.commit(banSet, { ban }, by, undefined, origin)
  }
  const source = isUser(by) ? by.uid : by.sid
  const now = bansOf(net).get(type, mask)
  for (const other of links.linked(peer)) {
    if (other.caps.has('BAN')) other.send({ ...line, source, tags: undefined })
    else if (now) sayBan(other, now, by)
    else sayPlain(other, [letter, user, host], source, undefined)
  }
}

/** Letter, user and mask; nothing where others have no word for it. */
function wordsOf({ type, mask, soft }: ServerBan): string[] | undefined {
  const letter = letters[type]
  if (!letter || soft) return undefined
  if (type !== 'gline') return [letter, '*', mask]
  const [user, host, ...more] = mask.split('@')
  if (!user || !host || more.length || /[!~]/.test(mask)) return undefined
  return [letter, user, host]
}

function createdOf({ at }: ServerBan): number {
  return Math.floor(at / 1000)
}

/** Seconds for which it was set. */
function lengthOf({ at, until }: ServerBan): number {
  return until ? Math.max(1, Math.ceil((until - at) / 1000)) : endless
}
