/**
 * How old a channel is. Where two sides of a split made one of the same name, the older counts: the
 * younger loses its modes, its lists and its statuses, and keeps its members.
 */
import { Channel, type Network, type ServerNode } from '../core/network.ts'
import { modesLocked } from '../features/channel/far-lock.ts'
import { modesChanged } from '../features/channel/mode.ts'
import { apply, type Change } from '../features/channel/mode-change.ts'
import { topicSet } from '../features/channel/topic.ts'
import { registers } from './fence.ts'
import type { Links } from './links.ts'
import { larger } from './merge.ts'
import type { Peer } from './peer.ts'
import { sayTopic } from './tell-channels.ts'

/**
 * The channel that somebody on the other side has come to, where there is none of its name here. It
 * may have ended here a moment ago, and the other side not know yet that it was left: then it goes on
 * there with what it had here, if it is not younger than what they know.
 */
export function revive(peer: Peer, name: string, ts: number): Channel {
  const { net, server } = peer.links
  const folded = net.fold(name)
  const ended = net.ended.get(folded)
  if (ended && ended.createdAt <= ts && peer.fence.isInhabited(folded)) return ended
  const isSame = net.vacant.get(folded)?.createdAt === ts
  // Only its history is still good: all the rest is told, and may have changed. Ids go on from the
  // latest that was made, so none may be ahead of our clock.
  const id = isSame
    ? net.vacant.get(folded)!.id
    : server.ports.id(Math.min(ts * 1000, server.ports.now()))
  const channel = new Channel(id, name, ts)
  if (ended && willRead(peer, ended, channel)) remember(peer, ended, channel)
  return channel
}

/** Whether what was said of a channel that ended here will count in this one at the other side. */
function willRead({ own }: Peer, ended: Channel, channel: Channel): boolean {
  if (ended === channel) return false
  return own ? ended.createdAt === channel.createdAt : ended.createdAt <= channel.createdAt
}

/** It will have what was said of the ended one, as far as the other side has still to read it. */
function remember(peer: Peer, ended: Channel, channel: Channel): void {
  for (const change of kept(peer, ended, channel)) apply(channel, change, '', 0)
  if (!isTopicKept(peer, ended)) return
  channel.topic = ended.topic
  channel.topicAt = ended.topicAt
  channel.topicOf = ended.topicOf
}

/**
 * The channel that something is said of. It may have ended here a moment ago: what is said of it then
 * still counts, because somebody may come back to it.
 * @param ts how old it is where it was said
 */
export function channelOf(net: Network, name: string, ts: number): Channel | undefined {
  const known = net.channel(name)
  if (known && known.createdAt <= ts) return known
  // Of an older one it is said: of the one that ended, or of one that we shall hear of.
  const ended = net.ended.get(net.fold(name))
  return ended?.createdAt === ts ? ended : undefined
}

/** All that was sent as if the channel were younger does not count any more. */
export function forgetYounger(links: Links, name: string, ts: number): void {
  for (const peer of links.linked()) peer.fence.lowered(links.net.fold(name), ts)
}

/** What other links must be told, once they know how old a channel is. */
export interface Lowered {
  /** Whether there is something in it that the other side has from us, and others do not. */
  isRecalled: boolean
  /** Those that keep another topic than the one that there is now. */
  others: Peer[]
}

/** The other side knows that the channel is older than we do. */
export function lower(peer: Peer, channel: Channel, ts: number, by: ServerNode): Lowered {
  const { links } = peer
  forgetYounger(links, channel.name, ts)
  const data = { channel, changes: everythingOf(links, channel), createdAt: ts }
  links.server.commit(modesChanged, data, by, undefined, { link: peer, untold: true })
  const loses = channel.topicAt > 0 && channel.topicOf > ts
  const others = loses ? lowerTopic(peer, channel, ts, by) : []
  for (const user of channel.invited) user.invitations.delete(channel)
  channel.invited.clear()
  const untold = { link: peer, untold: true as const }
  links.server.commit(modesLocked, { channel, letters: '' }, by, undefined, untold)
  return { isRecalled: recall(peer, channel, by), others }
}

/** Told behind what says how old the channel is. */
export function sayLowered(channel: Channel, { others }: Lowered): void {
  for (const peer of others) sayTopic(peer, channel, peer.links.net.me.sid)
}

/**
 * Somebody has come over there to a channel of which we have one of that age again, after it ended
 * here, and where it has not ended: both are one.
 * @returns whether there is something in it now that other links have to be told of
 */
export function reunite(peer: Peer, channel: Channel, ts: number, by: ServerNode): boolean {
  const { net } = peer.links
  const folded = net.fold(channel.name)
  const lives = peer.fence.isUnderway(folded, registers.end)
  if (!lives || ts !== channel.createdAt || net.ended.get(folded)?.createdAt !== ts) return false
  return recall(peer, channel, by)
}

/** What was in a channel of that age which ended here, as far as it is in it at the other side. */
function recall(peer: Peer, channel: Channel, by: ServerNode): boolean {
  const { net, server } = peer.links
  const ended = net.ended.get(net.fold(channel.name))
  if (!ended || !willRead(peer, ended, channel)) return false
  const changes = kept(peer, ended, channel)
  const origin = { link: peer, untold: true as const }
  if (changes.length) server.commit(modesChanged, { channel, changes }, by, undefined, origin)
  const isTopic = isTopicKept(peer, ended) && !channel.topicAt
  if (isTopic) {
    const { topic, topicAt: setAt, topicOf: of } = ended
    const data = { channel, text: topic?.text ?? '', setBy: topic?.by, setAt, of }
    server.commit(topicSet, data, by, undefined, origin)
  }
  return isTopic || changes.length > 0
}

function isTopicKept({ fence, links }: Peer, ended: Channel): boolean {
  const folded = links.net.fold(ended.name)
  if (!ended.topicAt) return false
  return [registers.end, registers.topic].some((each) => fence.isUnderway(folded, each))
}

/** The modes and entries that the ended one has at the other side, and this one not. */
function kept({ fence, links }: Peer, ended: Channel, channel: Channel): Change[] {
  const { fold } = links.net
  const folded = fold(ended.name)
  const isWhole = fence.isUnderway(folded, registers.end)
  const isKept = (register: string) => isWhole || fence.isUnderway(folded, register)
  const changes: Change[] = []
  for (const [letter, param] of ended.modes) {
    const now = channel.modes.get(letter)
    const merged = now === undefined ? param : larger(letter, now, param)
    if (merged === now || !isKept(registers.mode(letter))) continue
    if (param) changes.push({ type: 'param', letter, on: true, param: merged })
    else changes.push({ type: 'flag', letter, on: true })
  }
  for (const [letter, entries] of ended.lists) {
    const there = new Set(channel.list(letter).map(({ mask }) => fold(mask)))
    for (const entry of entries) {
      const folded = fold(entry.mask)
      if (there.has(folded) || !isKept(registers.entry(letter, folded))) continue
      changes.push({ type: 'list', letter, on: true, ...entry })
    }
  }
  return changes
}

/** Among ours a topic of the younger channel goes with it; other servers keep what they have. */
function lowerTopic(peer: Peer, channel: Channel, ts: number, by: ServerNode): Peer[] {
  const { links } = peer
  const others = [...links.linked(peer)]
  if (peer.own) {
    const data = { channel, text: '', setAt: 0, of: ts }
    links.server.commit(topicSet, data, by, undefined, { link: peer, untold: true })
    return others.filter(({ own }) => !own)
  }
  channel.topicOf = ts
  channel.topicAt++
  return others.filter(({ own }) => own)
}

/** Its modes, lists and statuses, taken away. */
function everythingOf({ server }: Links, channel: Channel): Change[] {
  const { modes, lists, members } = channel
  const changes: Change[] = []
  for (const [letter, param] of modes) {
    const type = server.book.modes.get(letter)
    if (typeof type === 'object' && type.type === 'param') {
      changes.push({ type: 'param', letter, on: false, param: type.always ? param : '' })
    } else changes.push({ type: 'flag', letter, on: false })
  }
  for (const [letter, entries] of lists) {
    for (const { mask } of entries) changes.push({ type: 'list', letter, on: false, mask })
  }
  const ranks = new Map(server.book.statuses.map(({ letter, rank }) => [letter, rank]))
  for (const [user, member] of members) {
    for (const letter of member.statuses) {
      const rank = ranks.get(letter)
      if (rank) changes.push({ type: 'status', letter, on: false, user, rank })
    }
  }
  return changes
}
