/**
 * The active end of a link makes of a channel what it is at the other end, which has restated it
 * because both differ: see comparison.ts. Who is inside each side says of its own people.
 */
import { messageFrom } from '#wire/message.ts'
import type { Channel, ListEntry, User } from '../core/network.ts'
import { joined } from '../features/channel/join.ts'
import { modesChanged } from '../features/channel/mode.ts'
import type { Change } from '../features/channel/mode-change.ts'
import { parted } from '../features/channel/part.ts'
import { topicSet } from '../features/channel/topic.ts'
import { revive } from './ages.ts'
import { sayChannel, sayMembers } from './burst.ts'
import { type Heard, isFarChannel, timeOf } from './heard.ts'
import type { Peer } from './peer.ts'

/** Channels that are being restated at one time, and letters of what is said of one. */
const openMax = 10
const lettersMax = 8 * 1024 * 1024

interface Restated {
  name: string
  letters: number
  createdAt: number
  modes: ReadonlyMap<string, string>
  /** Letters of their statuses, by uid. */
  members: Map<string, string>
  lists: Map<string, ListEntry[]>
  topic: { of: number; at: number; by: string; text: string }
}

export class Repairs {
  readonly #open = new Map<string, Restated>()

  /** `RESTATE <what> <channel> …`: BEGIN, then MEMBERS, LIST and TOPIC, then END; or NONE. */
  hear({ peer, params }: Heard): void {
    const [what = '', name = '', ...words] = params
    const { net } = peer.links
    const folded = net.fold(name)
    if (!peer.own || !peer.fence.active) return
    if (what === 'BEGIN') return this.#begin(peer, name, words)
    const open = this.#open.get(folded)
    for (const { length } of words) if (open) open.letters += length
    if (open && open.letters > lettersMax) this.#open.delete(folded)
    if (what === 'MEMBERS') for (const each of words.join(' ').split(' ')) addMember(open, each)
    else if (what === 'LIST') addEntries(open, words)
    else if (what === 'TOPIC') setTopic(open, words)
    else if (what === 'END' || what === 'NONE') {
      this.#open.delete(folded)
      const whole = what === 'NONE' ? none(name) : open
      if (whole) adopt(peer, whole)
    }
  }

  #begin(peer: Peer, name: string, [ts = '', letters = '', ...params]: string[]): void {
    if (this.#open.size >= openMax) this.#open.delete(this.#open.keys().next().value!)
    const { book } = peer.links.server
    const modes = new Map<string, string>()
    for (const letter of letters.slice(1)) {
      const mode = book.modes.get(letter)
      const type = typeof mode === 'object' ? mode.type : mode
      if (type === 'param') modes.set(letter, params.shift() ?? '')
      else if (type === 'flag') modes.set(letter, '')
    }
    const open = { ...none(name), createdAt: timeOf(ts), modes }
    this.#open.set(peer.links.net.fold(name), open)
  }
}

function none(name: string): Restated {
  const topic = { of: 0, at: 0, by: '', text: '' }
  return {
    name,
    letters: 0,
    createdAt: 0,
    modes: new Map(),
    members: new Map(),
    lists: new Map(),
    topic,
  }
}

function addMember(open: Restated | undefined, word: string): void {
  const [uid = '', letters = ''] = word.split(':')
  open?.members.set(uid, letters)
}

function addEntries(open: Restated | undefined, [letter = '', text = '']: string[]): void {
  const words = text.split(' ')
  const entries = open?.lists.get(letter) ?? []
  for (let i = 0; i + 2 < words.length; i += 3) {
    entries.push({ mask: words[i]!, at: timeOf(words[i + 1]), by: words[i + 2]! })
  }
  open?.lists.set(letter, entries)
}

function setTopic(open: Restated | undefined, [of, at, by = '', text = '']: string[]): void {
  if (open) open.topic = { of: timeOf(of), at: timeOf(at), by, text }
}

function adopt(peer: Peer, restated: Restated): void {
  const { links, name: neighbour } = peer
  const { net, server } = links
  // What we have sent meanwhile is not in it.
  if (peer.fence.isOpen(net.fold(restated.name))) return
  const known = net.channel(restated.name)
  const channel = known ?? opened(peer, restated)
  if (!channel || !mend(peer, channel, restated)) return
  peer.counts.repaired++
  peer.comparison.hurry(server.ports.now())
  server.ports.tell('link repaired', { name: neighbour, channel: channel.name })
}

/** There is somebody in it whom only the other side has there. */
function opened(peer: Peer, { name, createdAt, members }: Restated): Channel | undefined {
  const { net } = peer.links
  const inside = [...members.keys()].some((uid) => {
    const user = net.uids.get(uid)
    return user && peer.isBehind(user)
  })
  return inside && createdAt && isFarChannel(name) ? revive(peer, name, createdAt) : undefined
}

/** @returns whether there was anything to mend. */
function mend(peer: Peer, channel: Channel, restated: Restated): boolean {
  const { net, server } = peer.links
  if (restated.createdAt > channel.createdAt) {
    // It is older than they know, and so it counts.
    sayChannel(peer, channel)
    return true
  }
  const came = mendMembers(peer, channel, restated)
  if (!net.channel(channel.name) || !restated.createdAt) return came
  const changes = differences(peer, channel, restated)
  const isOlder = restated.createdAt < channel.createdAt
  const origin = { link: peer, restated: true }
  const by = peer.node!
  if (changes.length || isOlder) {
    const { createdAt } = restated
    server.commit(modesChanged, { channel, changes, createdAt }, by, undefined, origin)
  }
  const { topic } = restated
  const hasTopic = channel.topicAt === topic.at && (channel.topic?.text ?? '') === topic.text
  if (!hasTopic) {
    const data = { channel, text: topic.text, setBy: topic.by, setAt: topic.at, of: topic.of }
    server.commit(topicSet, data, by, undefined, origin)
  }
  return came || changes.length > 0 || isOlder || !hasTopic
}

function mendMembers(peer: Peer, channel: Channel, { members }: Restated): boolean {
  const { net, server } = peer.links
  const origin = { link: peer, restated: true }
  let mended = false
  const missing: [User, NonNullable<ReturnType<typeof channel.members.get>>][] = []
  for (const [user, member] of [...channel.members]) {
    if (members.has(user.uid) || user.service) continue
    mended = true
    if (!peer.isBehind(user)) missing.push([user, member])
    else server.commit(parted, { channel, text: '' }, user, undefined, origin)
  }
  if (missing.length) sayMembers(peer, channel, missing, new Set())
  for (const uid of members.keys()) {
    const user = net.uids.get(uid)
    if (!user && dismiss(peer, uid)) mended = true
    if (!user || channel.members.has(user)) continue
    mended = true
    if (peer.isBehind(user)) {
      server.commit(joined, { channel, key: '', far: true }, user, undefined, origin)
    } else peer.send(messageFrom(uid, 'PART', channel.name))
  }
  return mended
}

/** The other side believes in somebody of our side who is not there. */
function dismiss(peer: Peer, uid: string): boolean {
  const node = peer.links.net.servers.get(uid.slice(0, 3))
  if (!node || peer.isBehind(node)) return false
  peer.send(messageFrom(uid, 'QUIT', 'Left unnoticed'))
  return true
}

/** What has to change here. Statuses of those whom only we have there are ours. */
function differences(peer: Peer, channel: Channel, restated: Restated): Change[] {
  const { book } = peer.links.server
  const changes: Change[] = []
  for (const letter of new Set([...channel.modes.keys(), ...restated.modes.keys()])) {
    const mode = book.modes.get(letter)
    const now = channel.modes.get(letter)
    const wanted = restated.modes.get(letter)
    if (now === wanted) continue
    const on = wanted !== undefined
    const isParam = typeof mode === 'object' && mode.type === 'param'
    changes.push(
      isParam
        ? { type: 'param', letter, on, param: wanted ?? now ?? '' }
        : { type: 'flag', letter, on },
    )
  }
  return [
    ...changes,
    ...entriesThatDiffer(peer, channel, restated),
    ...statuses(peer, channel, restated),
  ]
}

function entriesThatDiffer(peer: Peer, channel: Channel, { lists }: Restated): Change[] {
  const { fold } = peer.links.net
  const changes: Change[] = []
  for (const letter of new Set([...channel.lists.keys(), ...lists.keys()])) {
    const now = new Map(channel.list(letter).map((entry) => [fold(entry.mask), entry]))
    const wanted = new Map((lists.get(letter) ?? []).map((entry) => [fold(entry.mask), entry]))
    for (const [key, { mask }] of now) {
      if (!wanted.has(key)) changes.push({ type: 'list', letter, on: false, mask })
    }
    for (const [key, entry] of wanted) {
      if (!now.has(key)) changes.push({ type: 'list', letter, on: true, ...entry })
    }
  }
  return changes
}

function statuses(peer: Peer, channel: Channel, { members }: Restated): Change[] {
  const { book } = peer.links.server
  return [...channel.members].flatMap(([user, member]) => {
    const wanted = members.get(user.uid)
    if (wanted === undefined) return []
    return book.statuses.flatMap(({ letter, rank }): Change[] => {
      const on = wanted.includes(letter)
      return member.has(letter) === on ? [] : [{ type: 'status', letter, on, user, rank }]
    })
  })
}
