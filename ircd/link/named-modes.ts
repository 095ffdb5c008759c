/**
 * Modes of channels by name, where another kind of server stands between two of ours and knows no
 * letter for them: `MODES <age> <channel> <time>.<server> <+ or -><name>[=<value>] …`. There is no
 * fence between the two, so each mode has a version: of two changes the later counts, and of two of
 * one millisecond that of the server with the higher id.
 */
import { messageFrom } from '#wire/message.ts'
import { byteLength } from '#wire/text.ts'
import type { Fact } from '../core/fact.ts'
import type { Channel, ServerNode, User } from '../core/network.ts'
import { modesChanged } from '../features/channel/mode.ts'
import type { Change } from '../features/channel/mode-change.ts'
import { channelOf } from './ages.ts'
import { speaksMode } from './dialect.ts'
import { sayOwn } from './extension.ts'
import { differs } from './hear-modes.ts'
import { aheadMsMax, type Heard, type Hearer, hearer, paramBytesMax } from './heard.ts'
import { letterOf, modeNameOf } from './mode-names.ts'
import type { Peer } from './peer.ts'
import { paramOf, registerOf } from './tell-channels.ts'
import { serverOf } from './tree.ts'

/** Modes and bytes of them in one line: it goes inside an ENCAP. */
const modesMax = 7
const bytesMax = 280
/** Versions that are remembered of one channel, the latest. */
const versionsMax = 500

interface Version {
  at: number
  from: string
}
interface Noted extends Version {
  change: Change
}

const noted = new WeakMap<Channel, Map<string, Noted>>()

/** Remembers when modes were changed, and where. A channel that turns out to be older begins anew. */
export function noteModes(
  peer: Pick<Peer, 'links'>,
  { channel, changes, createdAt, at, by }: Fact<Parameters<typeof modesChanged.lines>[0]>,
): void {
  const known = noted.get(channel) ?? new Map<string, Noted>()
  noted.set(channel, known)
  if (createdAt !== undefined) known.clear()
  else for (const change of changes) note(peer, known, change, { at, from: sidOf(by) })
}

function note(
  peer: Pick<Peer, 'links'>,
  known: Map<string, Noted>,
  change: Change,
  version: Version,
): void {
  const register = registerOf(peer, change)
  known.delete(register)
  known.set(register, { change, ...version })
  if (known.size > versionsMax) known.delete(known.keys().next().value!)
}

function sidOf(by: User | ServerNode): string {
  return serverOf(by).sid
}

/** Says the changes for which the link has no letters, to those of ours behind it. */
export function sayNamed(
  peer: Peer,
  channel: Channel,
  source: string,
  changes: readonly Change[],
  version: Version,
): void {
  const { book } = peer.links.server
  if (peer.own) return
  const words = changes.flatMap((change) => {
    return speaksMode(peer.speaks, book, change.letter) ? [] : wordOf(change)
  })
  const head = [String(channel.createdAt), channel.name, `${version.at}.${version.from}`]
  for (let line: string[] = []; words.length; line = []) {
    let bytes = 0
    while (words.length && line.length < modesMax && bytes + byteLength(words[0]!) <= bytesMax) {
      bytes += byteLength(words[0]!) + 1
      line.push(words.shift()!)
    }
    if (!line.length) words.shift()
    else sayOwn(peer, messageFrom(source, 'MODES', ...head, ...line))
  }
}

function wordOf(change: Change): string[] {
  const name = modeNameOf(change.letter)
  const value = change.on || change.type !== 'param' ? paramOf(change) : undefined
  if (name === undefined) return []
  return [`${change.on ? '+' : '-'}${name}${value === undefined ? '' : `=${value}`}`]
}

/** All that there is of it, and what was taken away, each with the version that it has. */
export function resayNamed(peer: Peer, channel: Channel): void {
  const known = noted.get(channel) ?? new Map<string, Noted>()
  const said = new Set<string>()
  for (const [register, { change, at, from }] of known) {
    said.add(register)
    sayNamed(peer, channel, peer.links.net.me.sid, [change], { at, from })
  }
  const old = { at: channel.createdAt * 1000, from: '' }
  const rest = present(peer, channel).filter((change) => !said.has(registerOf(peer, change)))
  sayNamed(peer, channel, peer.links.net.me.sid, rest, old)
}

function present({ links }: Peer, channel: Channel): Change[] {
  const { book } = links.server
  const ranks = new Map(book.statuses.map(({ letter, rank }) => [letter, rank]))
  const modes = Array.from(channel.modes, ([letter, param]): Change => {
    const mode = book.modes.get(letter)
    const isParam = typeof mode === 'object' && mode.type === 'param'
    return { letter, on: true, ...(isParam ? { type: 'param', param } : { type: 'flag' }) }
  })
  const statuses = [...channel.members].flatMap(([user, member]) =>
    user.service
      ? []
      : member.statuses.map((letter): Change => {
          return { type: 'status', letter, on: true, user, rank: ranks.get(letter)! }
        }),
  )
  return [...modes, ...statuses]
}

export const hearModes: Hearer = hearer(4, ({ peer, by, params, origin }: Heard) => {
  const [ts = '', name = '', when = '', ...words] = params
  const { net, server } = peer.links
  const channel = channelOf(net, name, Number(ts))
  const version = versionOf(when)
  if (!channel || Number(ts) > channel.createdAt || !version) return
  if (version.at > server.ports.now() + aheadMsMax) return
  const known = noted.get(channel) ?? new Map<string, Noted>()
  noted.set(channel, known)
  const later = words
    .flatMap((word) => readWord(peer, channel, word))
    .filter((change) => isLater(version, known.get(registerOf(peer, change))))
  const changes = later.filter((change) => differs(channel, change))
  if (changes.length) server.commit(modesChanged, { channel, changes }, by, undefined, origin)
  for (const change of later) note(peer, known, change, version)
})

function versionOf(text: string): Version | undefined {
  const [, at = '', from = ''] = /^(\d{1,15})\.([0-9][0-9A-Z]{2}|)$/.exec(text) ?? []
  return at ? { at: Number(at), from } : undefined
}

function isLater({ at, from }: Version, known: Version | undefined): boolean {
  if (!known || at !== known.at) return !known || at > known.at
  return from > known.from
}

function readWord({ links }: Peer, channel: Channel, word: string): Change[] {
  const [, sign, name = '', value] = /^([+-])([a-z-]+)(?:=(.*))?$/s.exec(word) ?? []
  const letter = letterOf(name)
  const mode = letter === undefined ? undefined : links.server.book.modes.get(letter)
  if (!letter || !mode || byteLength(value ?? '') > paramBytesMax) return []
  const on = sign === '+'
  if (mode === 'flag' || mode.type === 'flag') return [{ type: 'flag', letter, on }]
  if (mode.type === 'param') {
    if (!on) return [{ type: 'param', letter, on, param: channel.modes.get(letter) ?? '' }]
    return value ? [{ type: 'param', letter, on, param: value }] : []
  }
  if (!value) return []
  if (mode.type === 'list') return [{ type: 'list', letter, on, mask: value }]
  const user = links.net.uids.get(value)
  return user ? [{ type: 'status', letter, on, user, rank: mode.rank }] : []
}
