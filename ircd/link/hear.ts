/** What a linked server says: who may say it, and by whom it is understood. */
import { parseTime } from '#wire/chathistory.ts'
import type { Message } from '#wire/message.ts'
import { isMsgid } from '#wire/names.ts'
import type { Origin } from '../core/links.ts'
import type { ServerNode, User } from '../core/network.ts'
import { hearNumeric, responseTag, sayEnd } from './answers.ts'
import { channelHearers, leftOf, remind } from './hear-channels.ts'
import { messageHearers } from './hear-messages.ts'
import { serverHearers } from './hear-servers.ts'
import { userHearers } from './hear-users.ts'
import { aheadMsMax, type Hearer, hearer, isUser } from './heard.ts'
import { ownHearers } from './own-verbs.ts'
import type { Peer } from './peer.ts'
import { queryHearers } from './queries.ts'
import { speakingFor, voiceIn } from './teller.ts'
import { findServer, findUser } from './tree.ts'

/** All that links may say, once they are up. */
export const hearers: ReadonlyMap<string, Hearer> = new Map([
  ...Object.entries(serverHearers),
  ...Object.entries(userHearers),
  ...Object.entries(channelHearers),
  ...Object.entries(messageHearers),
  ...Object.entries(queryHearers),
  ...Object.entries(ownHearers).map(([verb, own]): [string, Hearer] => [
    verb,
    hearer(own.min, (heard) => {
      if (heard.peer.own) own.run(heard)
    }),
  ]),
])
const numericHearer = hearer(1, hearNumeric)

/** What bursts are made of. People speak, join and leave meanwhile in other words. */
const restating = new Set(['EUID', 'UID', 'SJOIN', 'BMASK', 'EBMASK', 'TB', 'ETB', 'MLOCK'])

export function hear(peer: Peer, line: Message): void {
  const known = hearers.get(line.verb) ?? (isNumeric(line) ? numericHearer : undefined)
  const by = sourceOf(peer, line.source) ?? lateSourceOf(peer, line)
  if (!by) return hearLate(peer, line)
  // What comes from the wrong side was said before the network had its shape of now.
  if (!peer.isBehind(by)) return
  if (!known) {
    peer.counts.unknown++
    return
  }
  if (line.params.length < known.min || isAnswer(peer, by, line)) return
  const voice = voiceIn(peer, line.tags)
  const speaker = voice !== undefined && 'sid' in by ? speakingFor(by, voice) : by
  known.run({ peer, by: speaker, line, params: line.params, origin: originOf(peer, line) })
  const answersItself = line.verb === 'ENCAP' || queryHearers[line.verb]
  if (line.tags?.has(responseTag) && !answersItself) sayEnd(peer.links, by, line.tags)
}

/** Solanum's ids say whose message it is: on this link only of those who are behind it. */
function mayGive(peer: Peer, id: string): boolean {
  const [, sid] = /^1[0-9]{19}([0-9][0-9A-Z]{2})[A-Z][A-Z0-9]{5}/.exec(id) ?? []
  const node = sid === undefined ? undefined : peer.links.net.servers.get(sid)
  return sid === undefined || (node !== undefined && peer.isBehind(node))
}

function isNumeric({ verb }: Message): boolean {
  return /^[0-9]{3}$/.test(verb)
}

/** A server's NOTICE that answers a question of somebody who is here. */
function isAnswer({ links }: Peer, by: User | ServerNode, line: Message): boolean {
  if (line.verb !== 'NOTICE' || isUser(by) || !line.tags?.has(responseTag)) return false
  const user = links.net.uids.get(line.params[0]!)
  if (!user?.session) return false
  const [, ...text] = line.params
  links.answers.say({ verb: 'NOTICE', params: [user.nick, ...text] }, user, by, line.tags)
  return true
}

function sourceOf(peer: Peer, source: string | undefined): User | ServerNode | undefined {
  if (source === undefined) return peer.node
  const { net } = peer.links
  return net.servers.get(source) ?? findUser(net, source) ?? findServer(net, source)
}

/** What a user does to others. */
const lasting = new Set(['TMODE', 'TOPIC', 'ETB', 'KICK', 'REMOVE', 'KILL'])

/**
 * Somebody who is not there any more, because a KILL is on its way to where it is: what it did before
 * it is read there was done, and its server stands for it.
 */
function lateSourceOf(peer: Peer, { source = '', verb }: Message): ServerNode | undefined {
  if (!/^[0-9][0-9A-Z]{2}[A-Z][A-Z0-9]{5}$/.test(source)) return undefined
  const node = peer.links.net.servers.get(source.slice(0, 3))
  if (!node || !peer.isBehind(node)) return undefined
  // Or the other side believes in a user whom we have never heard of.
  if (!peer.own) peer.say('KILL', source, `${peer.links.net.me.name} (Unknown client)`)
  return lasting.has(verb) ? node : undefined
}

/** Somebody left over there of whom we know no more: there the channel may have ended. */
function hearLate(peer: Peer, { source = '', verb, params: [names = ''] }: Message): void {
  const isServer = /^[0-9][0-9A-Z]{2}$/.test(source)
  // The other side believes in a server that we have never heard of, or no more.
  if (isServer && !peer.own && verb !== 'SQUIT') peer.say('SQUIT', source, 'Unknown server')
  if (verb !== 'QUIT' && verb !== 'PART') return
  const { net } = peer.links
  if (verb === 'PART') for (const name of names.split(',')) peer.fence.left(net.fold(name), source)
  const named = names.split(',').flatMap((name) => net.channel(name) ?? [])
  const left = verb === 'PART' ? named : leftOf(peer, source)
  for (const channel of left) remind(peer, channel)
}

/**
 * Ids and times are those of where it happened, as far as they can be true. Ours give an id to all
 * that history keeps, and nothing else is news.
 */
function originOf(peer: Peer, { tags, verb }: Message): Origin {
  const now = peer.links.server.ports.now()
  const time = tags?.get('time')
  const at = time === undefined ? undefined : parseTime(time)
  const origin: Origin = { link: peer }
  const late = peer.own || peer.phase === 'bursting' ? Number.POSITIVE_INFINITY : 60_000
  const ahead = peer.own ? aheadMsMax : 10_000
  if (at !== undefined && at <= now + ahead && at >= now - late) origin.at = at
  const id = tags?.get('msgid')
  if (id && isMsgid(id) && mayGive(peer, id)) origin.id = id
  if (peer.own) origin.restated = origin.id === undefined || origin.at === undefined
  else origin.restated = peer.phase === 'bursting' && restating.has(verb)
  return origin
}
