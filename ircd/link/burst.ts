/** All that a server says to one that has just been linked: the present, as if it happened now. */
import { messageFrom } from '#wire/message.ts'
import { byteLength } from '#wire/text.ts'
import type { Stamp } from '../core/fact.ts'
import type { Channel, ListEntry, Member, User } from '../core/network.ts'
import { speaksMode } from './dialect.ts'
import { type Mark, registers } from './fence.ts'
import { sayJupe } from './jupes.ts'
import { introduceServer } from './links.ts'
import { sayMetadata } from './metadata.ts'
import type { Peer } from './peer.ts'
import { noteTopic, sayLock, sayTopic, signsOf } from './tell-channels.ts'

/** Bytes that are left in a line for members, or for entries of a list. */
const roomBytes = 330

/** @param peer a link that has just come up */
export function sayServers(peer: Peer): void {
  const { net } = peer.links
  const far = [...net.servers.values()].filter((node) => node !== net.me && node !== peer.node)
  for (const node of far.sort((a, b) => a.hops - b.hops)) introduceServer(peer, node)
  for (const jupe of peer.links.jupes.all) if (!peer.isBehind(jupe.by)) sayJupe(peer, jupe)
}

/**
 * Restates a channel, with all that is in it.
 * @param about that somebody came to it, who is its only member
 */
export function sayChannel(peer: Peer, channel: Channel, about?: Stamp): void {
  // Others know no channel without members, unless it was made to stay.
  const members = [...channel.members].filter(([user]) => !user.service && !peer.isBehind(user))
  if (!members.length && !(peer.own && channel.lasting)) return
  sayMembers(peer, channel, members, undefined, about)
  sayLists(peer, channel)
  sayBurstTopic(peer, channel)
  if (channel.locked) sayLock(peer, channel)
  sayMetadata(peer, channel)
}

/** Says again what a channel is; who is in it the other side knows, or is about to read. */
export function resayChannel(peer: Peer, channel: Channel): void {
  sayMembers(peer, channel, [])
  sayLists(peer, channel)
  sayBurstTopic(peer, channel)
  if (channel.locked) sayLock(peer, channel)
}

/** Between ours: an SJOIN of who came, to a channel of which there is more to know. */
export const partTag = 'causerie/part'
/** Since when each of them has been inside, in the order of the line; base 36. */
export const joinedTag = 'causerie/joined'

/**
 * @param only letters of the modes that are said; absent for all
 * @param about that the one member came, where it came just now
 */
export function sayMembers(
  peer: Peer,
  channel: Channel,
  members: [User, Member][],
  only?: ReadonlySet<string>,
  about?: Stamp,
): void {
  const { me, fold } = peer.links.net
  const { createdAt, name } = channel
  const folded = fold(name)
  const [modes, modeMarks] = modesFor(peer, channel, only)
  const say = (words: string[], marks: Mark[], since: string[]) => {
    const params = [String(createdAt), name, ...modes, words.join(' ')]
    const tags = peer.own ? new Map([[joinedTag, since.join(',')]]) : undefined
    if (only) tags?.set(partTag, '')
    const line = { ...messageFrom(me.sid, 'SJOIN', ...params), tags }
    peer.send(line, about, [...modeMarks, ...marks])
  }
  let words: string[] = []
  let marks: Mark[] = []
  let since: string[] = []
  let bytes = 0
  for (const [user, member] of members) {
    peer.unsaid?.sayUser(user)
    const word = signsOf(peer, member) + user.uid
    if (bytes + word.length + 1 > roomBytes) {
      say(words, marks, since)
      words = []
      marks = []
      since = []
      bytes = 0
    }
    words.push(word)
    since.push(member.joinedAt.toString(36))
    bytes += word.length + 1
    marks.push({ channel: folded, register: registers.member(user.uid) })
    for (const letter of member.statuses) {
      const register = registers.status(letter, user.uid)
      marks.push({ channel: folded, register, ts: createdAt })
    }
  }
  say(words, marks, since)
}

/** Flags first, then those with a parameter: others read no further than the first of these. */
function modesFor(
  peer: Peer,
  { name, modes, createdAt }: Channel,
  only: ReadonlySet<string> | undefined,
): [string[], Mark[]] {
  const { net, server } = peer.links
  const known = [...modes].filter(([letter]) => {
    return speaksMode(peer.speaks, server.book, letter) && (only?.has(letter) ?? true)
  })
  const flags = known.filter(([, param]) => param === '')
  const others = known.filter(([, param]) => param !== '')
  const letters = [...flags, ...others].map(([letter]) => letter).join('')
  const channel = net.fold(name)
  const marks = known.map(([letter, param]): Mark => {
    const merges = param === '' ? undefined : param
    return { channel, register: registers.mode(letter), ts: createdAt, merges }
  })
  marks.push({ channel, register: registers.age, ts: createdAt })
  return [[`+${letters}`, ...others.map(([, param]) => param)], marks]
}

function sayLists(peer: Peer, channel: Channel): void {
  for (const [letter, entries] of channel.lists) sayEntries(peer, channel, letter, entries)
}

/** Says entries of a list with who set them, and when, as far as the other side reads that. */
export function sayEntries(
  peer: Peer,
  channel: Channel,
  letter: string,
  entries: readonly ListEntry[],
): void {
  const { me, fold } = peer.links.net
  if (!speaksMode(peer.speaks, peer.links.server.book, letter)) return
  const verb = peer.caps.has('EBMASK') ? 'EBMASK' : 'BMASK'
  let words: string[] = []
  let marks: Mark[] = []
  let bytes = 0
  const say = () => {
    const params = [String(channel.createdAt), channel.name, letter, words.join(' ')]
    if (words.length) peer.send(messageFrom(me.sid, verb, ...params), undefined, marks)
    words = []
    marks = []
    bytes = 0
  }
  for (const { mask, by, at } of entries) {
    const entry = verb === 'EBMASK' ? [mask, String(at), by || me.name] : [mask]
    const cost = byteLength(entry.join(' ')) + 1
    if (bytes + cost > roomBytes) say()
    words.push(...entry)
    bytes += cost
    const register = registers.entry(letter, fold(mask))
    marks.push({ channel: fold(channel.name), register, ts: channel.createdAt })
  }
  say()
}

/** The later topic counts among ours and with ircd-hybrid; Solanum's `TB` prefers the earlier. */
function sayBurstTopic(peer: Peer, channel: Channel): void {
  const { me, fold } = peer.links.net
  if (!channel.topicAt) return
  if (peer.own || !peer.caps.has('TB')) return sayTopic(peer, channel, me.sid)
  const { topic, topicAt, name } = channel
  if (!topic) return
  const mark = { channel: fold(name), register: registers.topic, merges: 'TB' }
  noteTopic(channel, topicAt)
  const params = [name, String(topicAt), topic.by, topic.text]
  peer.send(messageFrom(me.sid, 'TB', ...params), undefined, [mark])
}
