/** Channels: who comes and goes, modes, topics. */
import { messageFrom } from '#wire/message.ts'
import { byteLength } from '#wire/text.ts'
import type { Fact } from '../core/fact.ts'
import type { Channel, Member, User } from '../core/network.ts'
import { modesLocked } from '../features/channel/far-lock.ts'
import { invited } from '../features/channel/invite.ts'
import { joined } from '../features/channel/join.ts'
import { kicked } from '../features/channel/kick.ts'
import { knocked } from '../features/channel/knock.ts'
import { modesChanged } from '../features/channel/mode.ts'
import type { Change } from '../features/channel/mode-change.ts'
import { parted } from '../features/channel/part.ts'
import { removed } from '../features/channel/remove.ts'
import { renamed } from '../features/channel/rename.ts'
import { topicSet } from '../features/channel/topic.ts'
import { sayChannel, sayEntries } from './burst.ts'
import { speaksMode } from './dialect.ts'
import { type Mark, registers } from './fence.ts'
import { sayNamed } from './named-modes.ts'
import type { Peer } from './peer.ts'
import { idOf, isForeign, type Tell, teller } from './teller.ts'
import { serverOf } from './tree.ts'

/** Parameters of modes in one line: other servers read no more. */
const paramsMax = 10

type ListChange = Extract<Change, { type: 'list' }>

export const channelTellers: [ReturnType<typeof teller>[0], Tell][] = [
  teller(joined, (fact, peer, origin) => {
    if (isForeign(fact.by, origin)) return
    const { channel, by } = fact
    if (channel.members.size === 1) return sayChannel(peer, channel, fact)
    const { uid } = by as User
    const line = messageFrom(uid, 'JOIN', String(channel.createdAt), channel.name, '+')
    const member = memberMark(peer, channel, uid)
    peer.send(line, fact, [member, { ...member, register: registers.age, ts: channel.createdAt }])
  }),
  teller(parted, (fact, peer, origin) => {
    if (isForeign(fact.by, origin)) return
    const { uid } = fact.by as User
    const words = fact.text ? [fact.text] : []
    const line = messageFrom(uid, 'PART', fact.channel.name, ...words)
    peer.send(line, fact, leaveMarks(peer, fact.channel, uid))
  }),
  teller(kicked, (fact, peer) => kick('KICK', fact, peer)),
  teller(removed, (fact, peer) => kick(peer.caps.has('REMOVE') ? 'REMOVE' : 'KICK', fact, peer)),
  teller(modesChanged, (fact, peer) => {
    if (!isThere(peer, fact.channel)) return
    const { channel, changes, by, at } = fact
    const isOld = ({ type, on }: Change) => type === 'list' && on
    const old = fact.restated && peer.own ? changes.filter(isOld) : []
    const others = changes.filter((change) => !old.includes(change))
    sayModes(peer, channel, idOf(by), others, fact)
    sayNamed(peer, channel, idOf(by), others, { at, from: serverOf(by).sid })
    for (const { letter, mask } of old as ListChange[]) {
      const entries = channel.list(letter).filter((entry) => entry.mask === mask)
      sayEntries(peer, channel, letter, entries)
    }
  }),
  teller(modesLocked, (fact, peer) => sayLock(peer, fact.channel)),
  teller(topicSet, (fact, peer) => {
    if (isThere(peer, fact.channel)) sayTopic(peer, fact.channel, idOf(fact.by), fact)
  }),
  teller(invited, (fact, peer) => {
    const { user, channel, by } = fact
    const { name, createdAt } = channel
    const line = messageFrom(idOf(by), 'INVITE', user.uid, name, String(createdAt))
    if (peer.own || peer === peer.links.peerOf(user)) return peer.send(line, fact)
    // Those who could have invited, too, may want to know.
    const { me } = peer.links.net
    peer.send(messageFrom(me.sid, 'ENCAP', '*', 'INVITED', idOf(by), user.uid, name), fact)
  }),
  teller(knocked, (fact, peer) => {
    if (!peer.caps.has('KNOCK')) return
    const words = peer.own && fact.text ? [fact.text] : []
    peer.send(messageFrom(idOf(fact.by), 'KNOCK', fact.channel.name, ...words), fact)
  }),
  teller(renamed, (fact, peer) => {
    if (!peer.own) return
    const { from, to, text, channel } = fact
    const params = [String(channel.createdAt), from, to, text]
    peer.send(messageFrom(idOf(fact.by), 'RENAME', ...params), fact)
  }),
]

/**
 * Whether the other side may have the channel: one that ended here is there until it has read so, and
 * then another may have its name.
 */
function isThere({ links, fence }: Peer, channel: Channel): boolean {
  const { net } = links
  const live = net.channel(channel.name)
  if (live) return live === channel
  return fence.isUnderway(net.fold(channel.name), registers.end)
}

type Kick = Fact<{ channel: Channel; user: User; text: string }>

function kick(verb: string, fact: Kick, peer: Peer): void {
  const { channel, user, text, by } = fact
  const line = messageFrom(idOf(by), verb, channel.name, user.uid, text || user.nick)
  peer.send(line, fact, leaveMarks(peer, channel, user.uid))
}

/** Asked when the member is gone. */
function leaveMarks(peer: Peer, channel: Channel, uid: string): Mark[] {
  const gone = memberMark(peer, channel, uid)
  return channel.members.size ? [gone] : [gone, { ...gone, register: registers.end }]
}

function memberMark({ links }: Peer, { name }: Channel, uid: string): Mark {
  return { channel: links.net.fold(name), register: registers.member(uid) }
}

export function sayModes(
  peer: Peer,
  channel: Channel,
  source: string,
  changes: Change[],
  about?: { at: number; id: string },
): void {
  const { name, createdAt } = channel
  const lines = modeLines(peer, channel, changes)
  for (const { params, marks } of lines) {
    const line = messageFrom(source, 'TMODE', String(createdAt), name, ...params)
    if (peer.own && marks !== lines.at(-1)!.marks) line.tags = new Map([[moreTag, '']])
    peer.send(line, about, marks)
  }
}

/** Between ours: a TMODE that goes on in the next line, and is one with it. */
export const moreTag = 'causerie/more'

interface ModeLine {
  params: string[]
  marks: Mark[]
}

/** Changes as the link can read them, with uids for nicks. */
function modeLines(peer: Peer, channel: Channel, changes: Change[]): ModeLine[] {
  const { book } = peer.links.server
  const lines: ModeLine[] = []
  let letters = ''
  let params: string[] = []
  let marks: Mark[] = []
  let bytes = 0
  const end = () => {
    if (letters) lines.push({ params: [letters, ...params], marks })
    letters = ''
    params = []
    marks = []
    bytes = 0
  }
  let sign = ''
  for (const change of changes) {
    if (!speaksMode(peer.speaks, book, change.letter)) continue
    const param = paramOf(change)
    const cost = 3 + (param === undefined ? 0 : byteLength(param) + 1)
    if (params.length === paramsMax || bytes + cost > 400) end()
    if (!letters) sign = ''
    const wanted = change.on ? '+' : '-'
    letters += (wanted === sign ? '' : wanted) + change.letter
    sign = wanted
    if (param !== undefined) params.push(param)
    marks.push(markOf(peer, channel, change))
    bytes += cost
  }
  end()
  return lines
}

export function paramOf(change: Change): string | undefined {
  if (change.type === 'status') return change.user.uid
  if (change.type === 'list') return change.mask
  if (change.type !== 'param') return undefined
  if (change.on) return change.param
  return change.letter === 'k' ? change.param || '*' : undefined
}

export function registerOf({ links }: Pick<Peer, 'links'>, change: Change): string {
  if (change.type === 'status') return registers.status(change.letter, change.user.uid)
  if (change.type === 'list') {
    return registers.entry(change.letter, links.net.fold(change.mask))
  }
  return registers.mode(change.letter)
}

export function markOf(peer: Peer, channel: Channel, change: Change): Mark {
  const register = registerOf(peer, change)
  const folded = peer.links.net.fold(channel.name)
  return { channel: folded, register, ts: channel.createdAt, on: change.on }
}

/** The latest time of a topic that servers of another kind have heard, or said. */
const latest = new WeakMap<Channel, number>()

/** A server of another kind has a topic of that time. */
export function noteTopic(channel: Channel, at: number): void {
  latest.set(channel, Math.max(at, latest.get(channel) ?? 0))
}

/** Later than all that servers of another kind know: or they would not take it. */
function laterThanAll(channel: Channel): number {
  const at = Math.max(channel.topicAt, (latest.get(channel) ?? 0) + 1)
  latest.set(channel, at)
  return at
}

/** A topic with its time: of two the later counts. */
export function sayTopic(
  peer: Peer,
  channel: Channel,
  source: string,
  about?: { at: number; id: string },
): void {
  const { name, topic, topicAt, topicOf } = channel
  const marks = [{ channel: peer.links.net.fold(name), register: registers.topic }]
  const text = topic?.text ?? ''
  const of = peer.own ? topicOf : channel.createdAt
  const setBy = topic?.by ?? (about && source) ?? peer.links.net.me.name
  if (peer.caps.has('EOPMOD')) {
    const at = peer.own ? topicAt : laterThanAll(channel)
    const params = [String(of), name, String(at), setBy, text]
    return peer.send(messageFrom(source, 'ETB', ...params), about, marks)
  }
  peer.send(messageFrom(source, 'TOPIC', name, text), about, marks)
}

/** The signs of a member's statuses, as the link knows them. */
export function signsOf(peer: Peer, member: Member): string {
  const { book } = peer.links.server
  const known = book.statuses.filter(({ letter }) => speaksMode(peer.speaks, book, letter))
  return known.map(({ letter, prefix }) => (member.has(letter) ? prefix : '')).join('')
}

/** Letters that mean something else there are not locked there. */
export function sayLock(peer: Peer, { name, createdAt, locked }: Channel): void {
  if (!peer.caps.has('MLOCK')) return
  const { book } = peer.links.server
  const letters = [...locked].filter((letter) => speaksMode(peer.speaks, book, letter)).join('')
  const { me } = peer.links.net
  peer.send(messageFrom(me.sid, 'MLOCK', String(createdAt), name, letters))
}
