/**
 * How old a channel is. Where two sides of a split made one of the same name, the older counts: the
 * younger loses its modes, its lists and its statuses, and keeps its members.
 */
import { Channel, type Network, type ServerNode } from '../core/network.ts'
import { modesLocked } from '../features/channel/far-lock.ts'
import { modesChanged } from '../features/channel/mode.ts'
import type { Change } from '../features/channel/mode-change.ts'
import { topicSet } from '../features/channel/topic.ts'
import { registers } from './fence.ts'
import type { Links } from './links.ts'
import type { Peer } from './peer.ts'
import { sayTopic } from './tell-channels.ts'

/**
 * The channel that somebody on the other side has come to, where there is none of its name here. It
 * may have ended here a moment ago, and the other side not know yet that it ever was, or that it was
 * left: then it goes on there with what it had here, if it is not younger than what they know.
 */
export function revive(peer: Peer, name: string, ts: number): Channel {
  const { net, server } = peer.links
  const folded = net.fold(name)
  const ended = net.ended.get(folded)
  if (ended && ended.createdAt <= ts && peer.fence.isOpen(folded)) return ended
  const isSame = net.vacant.get(folded)?.createdAt === ts
  // Only its history is still good: all the rest is told, and may have changed. Ids go on from the
  // latest that was made, so none may be ahead of our clock.
  const id = isSame
    ? net.vacant.get(folded)!.id
    : server.ports.id(Math.min(ts * 1000, server.ports.now()))
  return new Channel(id, name, ts)
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

/**
 * The other side knows that the channel is older than we do.
 * @returns whether there is something in it that the other side has from us, and others do not
 */
export function lower(peer: Peer, channel: Channel, ts: number, by: ServerNode): boolean {
  const { links } = peer
  forgetYounger(links, channel.name, ts)
  const data = { channel, changes: everythingOf(links, channel), createdAt: ts }
  links.server.commit(modesChanged, data, by, undefined, { link: peer, untold: true })
  if (channel.topicAt && channel.topicOf > ts) lowerTopic(peer, channel, ts, by)
  for (const user of channel.invited) user.invitations.delete(channel)
  channel.invited.clear()
  const untold = { link: peer, untold: true as const }
  links.server.commit(modesLocked, { channel, letters: '' }, by, undefined, untold)
  return recall(peer, channel, by)
}

/** What was in a channel of that very age, which ended here, and of which the other side will read. */
function recall(peer: Peer, channel: Channel, by: ServerNode): boolean {
  const { net, server } = peer.links
  const folded = net.fold(channel.name)
  const ended = net.ended.get(folded)
  const isSame = ended && ended !== channel && ended.createdAt === channel.createdAt
  if (!isSame) return false
  const changes: Change[] = []
  for (const [letter, param] of ended.modes) {
    if (!peer.fence.isUnderway(folded, registers.mode(letter))) continue
    if (param) changes.push({ type: 'param', letter, on: true, param })
    else changes.push({ type: 'flag', letter, on: true })
  }
  for (const [letter, entries] of ended.lists) {
    for (const entry of entries) {
      const register = registers.entry(letter, net.fold(entry.mask))
      if (!peer.fence.isUnderway(folded, register)) continue
      changes.push({ type: 'list', letter, on: true, ...entry })
    }
  }
  if (!changes.length) return false
  const origin = { link: peer, untold: true as const }
  server.commit(modesChanged, { channel, changes }, by, undefined, origin)
  return true
}

/** Among ours a topic of the younger channel goes with it; other servers keep what they have. */
function lowerTopic(peer: Peer, channel: Channel, ts: number, by: ServerNode): void {
  const { links } = peer
  if (peer.own) {
    const data = { channel, text: '', setAt: 0, of: ts }
    links.server.commit(topicSet, data, by, undefined, { link: peer, untold: true })
    for (const other of links.linked(peer)) {
      if (!other.own) sayTopic(other, channel, links.net.me.sid)
    }
    return
  }
  channel.topicOf = ts
  channel.topicAt++
  for (const other of links.linked(peer)) {
    if (other.own) sayTopic(other, channel, links.net.me.sid)
  }
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
