/** Modes of channels that are changed on other servers, and the lists of a burst. */
import { byteLength } from '#wire/text.ts'
import type { Channel } from '../core/network.ts'
import { modesChanged } from '../features/channel/mode.ts'
import type { Change } from '../features/channel/mode-change.ts'
import { channelOf } from './ages.ts'
import { speaksMode } from './dialect.ts'
import { registers } from './fence.ts'
import { type Heard, isUser, paramBytesMax } from './heard.ts'
import { larger, settled } from './merge.ts'
import type { Peer } from './peer.ts'
import { moreTag, registerOf, sayModes } from './tell-channels.ts'
import { findUser } from './tree.ts'

/** Changes of one fact that came in several lines. */
const changesMax = 1000

/** Of a fact that goes on in the next line: what is to be changed so far. */
const begunBy = new WeakMap<Peer, { id: string | undefined; changes: Change[] }>()

export function hearTmode(heard: Heard): void {
  const [ts = '', name = '', letters = '', ...params] = heard.params
  const channel = channelOf(heard.peer.links.net, name, Number(ts))
  if (!channel || Number(ts) > channel.createdAt) return
  change(heard, channel, letters, params)
}

/** What older servers and services say instead of TMODE. */
export function hearChannelMode(heard: Heard): void {
  const [name = '', letters = '', ...params] = heard.params
  const channel = heard.peer.links.net.channel(name)
  if (channel) change(heard, channel, letters, params)
}

function change(heard: Heard, channel: Channel, letters: string, params: string[]): void {
  const { peer, by, origin, line } = heard
  const read = readModes(peer, channel, letters, params).map((each) => {
    return each.on || each.type !== 'param' ? each : merges(peer, channel, each)
  })
  const news = read.filter((each) => {
    return differs(channel, each) && !isFenced(peer, channel, each)
  })
  const begun = begunBy.get(peer)
  begunBy.delete(peer)
  const changes = begun && begun.id === origin.id ? [...begun.changes, ...news] : news
  if (peer.own && line.tags?.has(moreTag) && changes.length < changesMax) {
    begunBy.set(peer, { id: origin.id, changes })
    return
  }
  if (!changes.length) return
  peer.links.server.commit(modesChanged, { channel, changes }, by, undefined, origin)
}

function readModes(peer: Peer, channel: Channel, letters: string, params: string[]): Change[] {
  const { book } = peer.links.server
  const rest = [...params]
  const changes: Change[] = []
  let on = true
  for (const letter of letters) {
    if (letter === '+' || letter === '-') {
      on = letter === '+'
      continue
    }
    const mode = book.modes.get(letter)
    // Whether a letter that we do not know has a parameter we do not know either.
    if (!mode || !speaksMode(peer.speaks, book, letter)) return changes
    if (mode === 'flag' || mode.type === 'flag') changes.push({ type: 'flag', letter, on })
    else if (mode.type === 'param') {
      const param = on || mode.always ? rest.shift() : ''
      if (param === undefined || byteLength(param) > paramBytesMax) continue
      if (!on) changes.push({ type: 'param', letter, on, param: channel.modes.get(letter) ?? '' })
      else if (param) {
        changes.push({ type: 'param', letter, on, param: settled(peer, channel, letter, param) })
      }
    } else if (mode.type === 'list') {
      const mask = rest.shift()
      if (mask && byteLength(mask) <= paramBytesMax) {
        changes.push({ type: 'list', letter, on, mask: kept(peer, channel, letter, mask) })
      }
    } else {
      const user = findUser(peer.links.net, rest.shift() ?? '')
      if (user) changes.push({ type: 'status', letter, on, user, rank: mode.rank })
    }
  }
  return changes
}

/** The mask as we have it, where it differs only in capitals. */
function kept(peer: Peer, channel: Channel, letter: string, mask: string): string {
  const { fold } = peer.links.net
  const folded = fold(mask)
  return channel.list(letter).find((entry) => fold(entry.mask) === folded)?.mask ?? mask
}

/** What is so already is no change. */
export function differs(channel: Channel, each: Change): boolean {
  const { letter, on } = each
  if (each.type === 'status') {
    const member = channel.members.get(each.user)
    return member !== undefined && member.has(letter) !== on
  }
  if (each.type === 'list')
    return channel.list(letter).some(({ mask }) => mask === each.mask) !== on
  const now = channel.modes.get(letter)
  if (!on) return now !== undefined
  return each.type === 'param' ? now !== each.param : now === undefined
}

/** A parameter that is taken away over there before ours is merged with it: then ours is left. */
function merges(peer: Peer, channel: Channel, each: Change & { type: 'param' }): Change {
  const { fence, links } = peer
  const pending = fence.pending(links.net.fold(channel.name), registers.mode(each.letter)) ?? []
  const [first, ...others] = pending.map(({ merges }) => merges)
  if (first === undefined || others.includes(undefined)) return each
  const param = others.reduce((a: string, b) => larger(each.letter, a, b!), first)
  return { ...each, on: true, param }
}

/** Whether a change of ours is on its way that will undo this one at the other side. */
function isFenced(peer: Peer, channel: Channel, each: Change): boolean {
  const { fence, links } = peer
  const folded = links.net.fold(channel.name)
  const fenced =
    each.type === 'status'
      ? fence.status(folded, each.letter, each.user.uid) !== undefined
      : isOverwritten(peer, folded, each)
  const doubtful = !fenced && !peer.own && fence.pending(folded, registers.end) !== undefined
  if (doubtful) insist(peer, channel, each)
  if (fenced || doubtful) peer.counts.fenced++
  return fenced || doubtful
}

/**
 * Everybody had left here, so the channel may have ended over there after this was said, and begun
 * anew: or it may not, where somebody had joined. Either way it will be as it is here.
 */
function insist(peer: Peer, channel: Channel, each: Change): void {
  const { letter, on } = each
  const now = channel.modes.get(letter)
  const ours: Change =
    each.type === 'param' && now !== undefined
      ? { ...each, on: true, param: now }
      : { ...each, on: !on }
  sayModes(peer, channel, peer.links.net.me.sid, [ours])
}

/** A parameter that is merged there with ours has been merged here as well: see `settled`. */
function isOverwritten(peer: Peer, folded: string, each: Change): boolean {
  const pending = peer.fence.pending(folded, registerOf(peer, each))
  if (!pending) return false
  return !each.on || each.type !== 'param' || pending.some(({ merges }) => merges === undefined)
}

export function hearBmask(heard: Heard): void {
  const masks = heard.params.slice(3).join(' ').split(' ').filter(Boolean)
  addEntries(
    heard,
    masks.map((mask) => ({ mask })),
  )
}

export function hearEbmask(heard: Heard): void {
  const words = heard.params.slice(3).join(' ').split(' ').filter(Boolean)
  if (words.length % 3) return
  const entries = []
  for (let i = 0; i < words.length; i += 3) {
    entries.push({ mask: words[i]!, at: Number(words[i + 1]) || 0, by: words[i + 2]! })
  }
  addEntries(heard, entries)
}

type Entry = { mask: string; by?: string; at?: number }

function addEntries({ peer, by, params, origin }: Heard, entries: Entry[]): void {
  const [ts = '', name = '', letter = ''] = params
  const { net, server } = peer.links
  const channel = channelOf(net, name, Number(ts))
  const mode = server.book.modes.get(letter)
  const isList = typeof mode === 'object' && mode.type === 'list'
  if (isUser(by) || !channel || !isList || Number(ts) > channel.createdAt) return
  if (!speaksMode(peer.speaks, server.book, letter)) return
  const changes = entries
    .filter(({ mask }) => byteLength(mask) <= paramBytesMax)
    .map(({ mask, ...rest }): Change => {
      return { type: 'list', letter, on: true, mask: kept(peer, channel, letter, mask), ...rest }
    })
    .filter((each) => differs(channel, each) && !isFenced(peer, channel, each))
  if (changes.length) server.commit(modesChanged, { channel, changes }, by, undefined, origin)
}
