/** Channels: who comes and goes on other servers, and what they invite and knock at. */
import { isChannelName } from '#wire/names.ts'
import type { Channel, User } from '../core/network.ts'
import { modesLocked } from '../features/channel/far-lock.ts'
import { invited } from '../features/channel/invite.ts'
import { joined } from '../features/channel/join.ts'
import { kicked } from '../features/channel/kick.ts'
import { knocked } from '../features/channel/knock.ts'
import { parted } from '../features/channel/part.ts'
import { removed } from '../features/channel/remove.ts'
import { renamed } from '../features/channel/rename.ts'
import { forgetYounger, lower, reunite, revive, sayLowered } from './ages.ts'
import { resayChannel } from './burst.ts'
import { registers } from './fence.ts'
import { hearBmask, hearEbmask, hearTmode } from './hear-modes.ts'
import { hearSjoin } from './hear-sjoin.ts'
import { hearEtb, hearTb, hearTopic } from './hear-topic.ts'
import { type Heard, type Hearer, hearer, isFarChannel, isUser, timeOf } from './heard.ts'
import type { Peer } from './peer.ts'
import { giveWhatIsPending } from './pending-status.ts'
import { findUser } from './tree.ts'

export const channelHearers: Record<string, Hearer> = {
  SJOIN: hearer(4, hearSjoin),
  JOIN: hearer(1, hearJoin),
  PART: hearer(1, hearPart),
  KICK: hearer(2, (heard) => hearKick(heard, kicked)),
  REMOVE: hearer(2, (heard) => hearKick(heard, removed)),
  TMODE: hearer(3, hearTmode),
  BMASK: hearer(4, hearBmask),
  EBMASK: hearer(4, hearEbmask),
  TOPIC: hearer(2, hearTopic),
  TB: hearer(3, hearTb),
  ETB: hearer(5, hearEtb),
  INVITE: hearer(2, hearInvite),
  KNOCK: hearer(1, ({ peer, by, params, origin }) => {
    const channel = peer.links.net.channel(params[0]!)
    if (!channel || !isUser(by)) return
    const data = { channel, text: params[1] ?? '' }
    peer.links.server.commit(knocked, data, by, undefined, origin)
  }),
  RENAME: hearer(3, hearRename),
  MLOCK: hearer(3, hearMlock),
}

/** Whether ours about this membership is on its way, and will count. */
export function isMoving(peer: Peer, channel: Channel, { uid }: User): boolean {
  const folded = peer.links.net.fold(channel.name)
  if (!peer.fence.pending(folded, registers.member(uid))) return false
  peer.counts.fenced++
  return true
}

function hearJoin({ peer, by, params, origin }: Heard): void {
  if (!isUser(by)) return
  const [first = '', name = ''] = params
  if (first === '0') return leaveAll(peer, by, origin)
  const ts = timeOf(first)
  const { net, server } = peer.links
  if (!isFarChannel(name) || !ts) return
  const known = net.channel(name)
  const channel = known ?? revive(peer, name, ts)
  if (channel.members.has(by) || isMoving(peer, channel, by)) return
  const there = Math.min(ts, peer.fence.age(net.fold(name)))
  const isYounger = there < channel.createdAt
  const lowered = isYounger ? lower(peer, channel, there, by.server) : undefined
  const isRecalled = lowered?.isRecalled || (known && reunite(peer, channel, ts, by.server))
  if (!known) forgetYounger(peer.links, name, channel.createdAt)
  server.commit(joined, { channel, key: '', far: true }, by, undefined, origin)
  if (isRecalled) for (const other of peer.links.linked(peer)) resayChannel(other, channel)
  if (lowered) sayLowered(channel, lowered)
  giveWhatIsPending(peer, channel, by)
  if (!known) peer.healer.found(channel)
  // It is not the channel that we know: what is in it the other side has to say.
  const resends = peer.own || peer.caps.has('RESYNC')
  if (resends && (!known || isYounger)) peer.say('RESYNC', name)
  else if (ts > channel.createdAt && peer.phase === 'linked') resayChannel(peer, channel)
}

function leaveAll(peer: Peer, user: User, origin: Heard['origin']): void {
  for (const channel of [...user.channels]) {
    peer.links.server.commit(parted, { channel, text: '' }, user, undefined, origin)
  }
}

function hearPart({ peer, by, params, origin }: Heard): void {
  if (!isUser(by)) return
  const { net, server } = peer.links
  for (const name of params[0]!.split(',')) {
    peer.fence.left(net.fold(name), by.uid)
    const channel = net.channel(name)
    if (!channel) continue
    if (channel.members.has(by) && !isMoving(peer, channel, by)) {
      server.commit(parted, { channel, text: params[1] ?? '' }, by, undefined, origin)
    }
    remind(peer, channel)
  }
}

function hearKick({ peer, by, params, origin }: Heard, kind: typeof kicked): void {
  const { net, server } = peer.links
  const [name = '', uid = '', text = ''] = params
  const channel = net.channel(name)
  const user = findUser(net, uid)
  peer.fence.left(net.fold(name), user?.uid ?? uid)
  if (!channel || user?.service) return
  if (user && channel.members.has(user) && !isMoving(peer, channel, user)) {
    server.commit(kind, { channel, user, text }, by, undefined, origin)
  }
  remind(peer, channel)
}

/**
 * Somebody left over there. If all who are inside are still on their way there the channel has ended
 * there, and whoever comes to it comes to an empty one. Ours ask for what it was; others must be told.
 */
export function remind(peer: Peer, channel: Channel): void {
  const { net } = peer.links
  if (peer.own || net.channel(channel.name) !== channel) return
  const folded = net.fold(channel.name)
  for (const { uid } of channel.members.keys()) {
    if (!peer.fence.pending(folded, registers.member(uid))) return
  }
  resayChannel(peer, channel)
}

/** Channels that somebody has left here, and perhaps not over there yet. */
export function leftOf({ links, fence }: Peer, uid: string): Channel[] {
  const { channels } = links.net
  const names = fence.where(registers.member(uid))
  for (const name of names) fence.left(name, uid)
  return names.flatMap((name) => channels.get(name) ?? [])
}

function hearInvite({ peer, by, params, origin }: Heard): void {
  const { net, server } = peer.links
  const [uid = '', name = '', ts] = params
  const user = findUser(net, uid)
  const channel = net.channel(name)
  if (!user || !channel || (ts && Number(ts) > channel.createdAt)) return
  if (channel.members.has(user)) return
  server.commit(invited, { channel, user }, by, undefined, origin)
}

/** `INVITED <who invites> <whom> <channel>`, to servers on which neither needs to be. */
export function hearInvited({ peer, params, origin }: Heard): void {
  const { net, server } = peer.links
  const [source = '', uid = '', name = ''] = params
  const by = findUser(net, source)
  const user = findUser(net, uid)
  const channel = net.channel(name)
  if (!by || !user || user.session || !channel || !peer.isBehind(by)) return
  server.commit(invited, { channel, user }, by, undefined, { ...origin, untold: true })
}

function hearRename({ peer, by, params, origin }: Heard): void {
  const { net, server } = peer.links
  const [, from = '', to = '', text = ''] = params
  const channel = net.channel(from)
  const holder = net.channel(to)
  if (!peer.own || !channel || (holder && holder !== channel)) return
  if (!isChannelName(to, server.settings.limits.channel)) return
  peer.links.claims.done(to)
  server.commit(renamed, { channel, from: channel.name, to, text }, by, undefined, origin)
}

/** `MLOCK <age of the channel> <channel> <letters>`: only services lock, and servers that repeat it. */
function hearMlock({ peer, by, params, origin }: Heard): void {
  const [ts = '', name = '', letters = ''] = params
  const { net, server } = peer.links
  const channel = net.channel(name)
  if (isUser(by) || !channel || Number(ts) > channel.createdAt) return
  const kept = [...new Set(letters)].filter((letter) => server.book.modes.has(letter)).join('')
  if (kept === channel.locked) return
  server.commit(modesLocked, { channel, letters: kept }, by, undefined, origin)
}
