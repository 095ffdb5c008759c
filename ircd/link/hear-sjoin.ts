/** SJOIN: a channel as another server knows it, or a part of it. */

import type { Tags } from '#wire/message.ts'
import type { Stamp } from '../core/fact.ts'
import type { Channel, ServerNode, User } from '../core/network.ts'
import { joined } from '../features/channel/join.ts'
import { modesChanged } from '../features/channel/mode.ts'
import type { Change } from '../features/channel/mode-change.ts'
import { forgetYounger, lower, reunite, revive, sayLowered } from './ages.ts'
import { joinedTag, partTag, resayChannel, sayChannel, sayMembers } from './burst.ts'
import { isMoving } from './hear-channels.ts'
import { aheadMsMax, type Heard, isFarChannel, isUser, timeOf } from './heard.ts'
import { sharesLedger } from './ledger.ts'
import { mergedModes } from './merge.ts'
import { together } from './net-batch.ts'
import type { Peer } from './peer.ts'

interface Entry {
  user: User
  /** Since when, where its server says so. */
  since: number | undefined
  letters: string[]
}

export function hearSjoin({ peer, by, params, origin, line }: Heard): void {
  if (isUser(by)) return
  const [first = '', name = '', modes = '', ...rest] = params
  const ts = timeOf(first)
  const { links } = peer
  const { net, server } = links
  if (!isFarChannel(name) || !ts) return
  const known = net.channel(name)
  const channel = known ?? revive(peer, name, ts)
  const entries = entriesOf(peer, rest.at(-1) ?? '', line.tags)
  const coming = entries.filter(({ user }) => {
    return !channel.members.has(user) && !isMoving(peer, channel, user)
  })
  // Nobody of it is left, and it was not made to stay.
  if (!known && !coming.length && !isLasting(peer, by, modes)) return
  const there = Math.min(ts, peer.fence.age(net.fold(name)))
  const isYoungerHere = there < channel.createdAt
  const lowered = isYoungerHere ? lower(peer, channel, there, by) : undefined
  const isReunited = known && coming.length > 0 && reunite(peer, channel, ts, by)
  const isRecalled = lowered?.isRecalled || isReunited
  if (!known) forgetYounger(links, name, channel.createdAt)
  const isOlderHere = ts > channel.createdAt
  const about = stampOf(peer, coming, origin)
  const at = { ...origin, id: about?.id, at: about?.at, untold: true as const }
  const join = (batch?: string) => {
    for (const { user, since } of coming) {
      server.commit(joined, { channel, key: '', far: true, batch, since }, user, undefined, at)
    }
  }
  const readers = origin.restated && coming.length ? [...channel.locals] : []
  if (readers.length) together(links, 'netjoin', [net.me.name, by.name], readers, join)
  else join()
  if (!known && !coming.length) net.channels.set(net.fold(name), channel)
  const changes = isOlderHere ? [] : mergedModes(peer, channel, modes, rest.slice(0, -1))
  const statuses = entries.flatMap((entry) => statusesOf(peer, channel, entry, isOlderHere))
  const news = new Set(coming.map(({ user }) => user))
  const others = statuses.filter(({ user }) => !news.has(user))
  const own = statuses.filter(({ user }) => news.has(user))
  const untold = { link: peer, untold: true as const, restated: origin.restated }
  if (changes.length || own.length) {
    server.commit(modesChanged, { channel, changes: [...changes, ...own] }, by, undefined, untold)
  }
  if (isYoungerHere || isRecalled || changes.length || coming.length) {
    const only = new Set(changes.map(({ letter }) => letter))
    for (const other of links.linked(peer)) {
      if (known) passOn(other, channel, coming, only, about)
      else sayChannel(other, channel, about)
      if (isRecalled) resayChannel(other, channel)
    }
  }
  if (lowered) sayLowered(channel, lowered)
  if (others.length) {
    const told = { link: peer, restated: true }
    server.commit(modesChanged, { channel, changes: others }, by, undefined, told)
  }
  if (!known) peer.healer.found(channel)
  // All of whom we were told before may have been killed here meanwhile.
  if (!known && peer.own && line.tags?.has(partTag)) peer.say('RESYNC', name)
  if (isOlderHere && peer.phase === 'linked') resayChannel(peer, channel)
}

/** Without anybody inside: made to stay, or registered with all servers that have the same accounts. */
function isLasting({ own, links }: Peer, by: ServerNode, modes: string): boolean {
  return own && (modes.includes('P') || (modes.includes('r') && sharesLedger(links, by)))
}

/** Those who are there, and on the side from which they are told of. */
function entriesOf(peer: Peer, words: string, tags: Tags | undefined): Entry[] {
  const { book } = peer.links.server
  const signs = new Map(book.statuses.map(({ prefix, letter }) => [prefix, letter]))
  const times = peer.own ? (tags?.get(joinedTag)?.split(',') ?? []) : []
  return words.split(' ').flatMap((word, i) => {
    const [, marks = '', uid = ''] = /^([^0-9A-Za-z]*)(.*)$/.exec(word) ?? []
    const user = peer.links.net.uids.get(uid)
    if (!user || !peer.isBehind(user)) return []
    const since = sinceOf(peer, times[i])
    return [{ user, since, letters: [...marks].flatMap((mark) => signs.get(mark) ?? []) }]
  })
}

/** Nobody came before there was time, or will only come. */
function sinceOf({ links }: Peer, text = ''): number | undefined {
  const time = Number.parseInt(text, 36)
  return time > 0 && time <= links.server.ports.now() + aheadMsMax ? time : undefined
}

type Status = Extract<Change, { type: 'status' }>

/** What a member gains. Where a status of ours is on its way, that one counts. */
function statusesOf(peer: Peer, channel: Channel, entry: Entry, isOlderHere: boolean): Status[] {
  const { user, letters } = entry
  const { net, server } = peer.links
  const member = channel.members.get(user)
  if (!member) return []
  const folded = net.fold(channel.name)
  return server.book.statuses.flatMap(({ letter, rank }): Status[] => {
    const own = peer.fence.status(folded, letter, user.uid)
    const told = letters.includes(letter) && !isOlderHere
    const on = own ?? told
    return on && !member.has(letter) ? [{ type: 'status', letter, on: true, user, rank }] : []
  })
}

/** Somebody has come just now, if one has: others are told in words of ours, and with this id. */
function stampOf(peer: Peer, coming: Entry[], origin: Heard['origin']): Stamp | undefined {
  const [first] = coming
  if (!first || coming.length > 1 || origin.restated) return undefined
  const { ports } = peer.links.server
  const at = origin.at ?? ports.now()
  return { at, id: origin.id ?? ports.id(at), by: first.user }
}

function passOn(
  peer: Peer,
  channel: Channel,
  coming: Entry[],
  only: ReadonlySet<string>,
  about: Stamp | undefined,
): void {
  const members = coming.flatMap(({ user }) => {
    const member = channel.members.get(user)
    return member ? ([[user, member]] as [User, typeof member][]) : []
  })
  sayMembers(peer, channel, members, only, about)
}
