/** Topics that are set on other servers: which of two counts. */
import type { Channel, ServerNode, User } from '../core/network.ts'
import { topicSet } from '../features/channel/topic.ts'
import { channelOf } from './ages.ts'
import { registers } from './fence.ts'
import { type Heard, isUser } from './heard.ts'
import type { Peer } from './peer.ts'
import { noteTopic, sayTopic } from './tell-channels.ts'

interface Told {
  text: string
  setBy?: string | undefined
  setAt: number
  of?: number
}

/** Set by a user over there, whose server says no time. */
export function hearTopic({ peer, by, params, origin }: Heard): void {
  const [name = '', text = ''] = params
  const { net } = peer.links
  // It may have ended here, and not there.
  const channel = net.channel(name) ?? lateChannel(peer, name)
  if (!channel) return
  const seconds = Math.floor((origin.at ?? peer.links.server.ports.now()) / 1000)
  const setAt = Math.max(seconds, channel.topicAt + 1)
  // Its clock, not ours, says how late it is over there; a second may have passed on the way.
  noteTopic(channel, setAt + Math.max(0, peer.aheadSeconds) + 1)
  if (isUnderway(peer, channel)) return insist(peer, channel, setAt)
  set(peer, channel, by, { text, setAt }, origin)
}

function lateChannel({ links, fence }: Peer, name: string): Channel | undefined {
  const folded = links.net.fold(name)
  return fence.isUnderway(folded, registers.end) ? links.net.ended.get(folded) : undefined
}

/** `ETB <age of the channel> <channel> <time> <setter> <text>`: the later counts. */
export function hearEtb({ peer, by, params, origin }: Heard): void {
  const [of = '', name = '', at = '', setBy = '', text = ''] = params
  const { net } = peer.links
  const channel = channelOf(net, name, Number(of)) ?? net.channel(name)
  if (!channel) return
  const told = { text, setBy, setAt: Number(at) || 0 }
  if (peer.own) {
    const better = Number(of) <= channel.createdAt && isBetter(channel, Number(of), told)
    if (better) set(peer, channel, by, { ...told, of: Number(of) }, origin)
    return
  }
  noteTopic(channel, told.setAt)
  if (isUnderway(peer, channel)) return insist(peer, channel, told.setAt)
  const counts = !channel.topic || Number(of) < channel.createdAt || told.setAt > channel.topicAt
  if (Number(of) > channel.createdAt || !counts) return
  // Among ours the later counts, and so it has to be.
  set(peer, channel, by, { ...told, setAt: Math.max(told.setAt, channel.topicAt + 1) }, origin)
}

/** `TB <channel> <time> [setter] <text>`, in bursts: the earlier counts. */
export function hearTb({ peer, by, params, origin }: Heard): void {
  const [name = '', at = ''] = params
  const [setBy, text] = params.length > 3 ? [params[2]!, params[3]!] : [undefined, params[2]!]
  const channel = peer.links.net.channel(name)
  if (isUser(by) || !channel || !text) return
  const setAt = Number(at) || 0
  noteTopic(channel, setAt)
  const { topic } = channel
  if (topic?.text === text) return
  if (isInsisted(peer, channel)) return insist(peer, channel, setAt)
  if (topic && setAt === topic.at) return insist(peer, channel, setAt)
  if (topic && setAt > topic.at) return
  const later = topic ? channel.topicAt + 1 : Math.max(setAt, channel.topicAt + 1)
  set(peer, channel, by, { text, setBy: setBy ?? by.name, setAt: later }, origin)
}

/** Of two topics of one channel every server of ours prefers the same. */
function isBetter(channel: Channel, of: number, { setAt, setBy = '', text }: Told): boolean {
  if (!channel.topicAt) return true
  if (of !== channel.topicOf) return of < channel.topicOf
  if (setAt !== channel.topicAt) return setAt > channel.topicAt
  const { by = '', text: now = '' } = channel.topic ?? {}
  if (text !== now) return text > now
  return text !== '' && setBy > by
}

function set(
  peer: Peer,
  channel: Channel,
  by: User | ServerNode,
  told: Told,
  origin: Heard['origin'],
): void {
  const data = { channel, ...told }
  peer.links.server.commit(topicSet, data, by, undefined, origin)
}

function isUnderway(peer: Peer, channel: Channel): boolean {
  const folded = peer.links.net.fold(channel.name)
  const { fence } = peer
  const isOurs = fence.pending(folded, registers.topic) ?? fence.pending(folded, registers.end)
  if (!isOurs) return false
  peer.counts.fenced++
  return true
}

/** Whether more than our own burst is on its way, of which the earlier would count over there. */
function isInsisted(peer: Peer, channel: Channel): boolean {
  const pending = peer.fence.pending(peer.links.net.fold(channel.name), registers.topic)
  return pending?.some(({ merges }) => merges === undefined) ?? false
}

/** Ours is on its way, and would lose there against the one that we have just heard: later, then. */
function insist(peer: Peer, channel: Channel, above: number): void {
  const { me } = peer.links.net
  channel.topicAt = Math.max(channel.topicAt, above) + 1
  if (channel.topic) channel.topic.at = channel.topicAt
  channel.topicOf = channel.createdAt
  for (const each of peer.links.linked()) sayTopic(each, channel, me.sid)
}
