/**
 * The echo of a private message, which Solanum leaves to the server of whoever receives it: its users
 * read what was delivered. `:<who received it> ECHO <P, N or T> <who sent it> [text]`. Servers of ours
 * echo for themselves, with the id that the message has everywhere.
 * https://github.com/solanum-ircd/solanum/blob/main/doc/technical/ts6.md
 */
import { messageFrom, type Tags } from '#wire/message.ts'
import type { Stamp } from '../core/fact.ts'
import type { Origin } from '../core/links.ts'
import type { User } from '../core/network.ts'
import type { Verb } from '../features/message/message.ts'
import { ownToken } from './dialect.ts'
import { type Heard, isUser } from './heard.ts'
import type { Links } from './links.ts'
import { findUser, pathHas } from './tree.ts'

const letters: Record<Verb, string> = { PRIVMSG: 'P', NOTICE: 'N', TAGMSG: 'T' }

/** Somebody here has received what somebody elsewhere has sent. */
export function sayEcho(
  links: Links,
  from: User,
  to: User,
  verb: Verb,
  text: string,
  tags: Tags | undefined,
  origin: Origin,
): void {
  const { caps } = from.server
  if (caps.has(ownToken) || !pathHas(links.net, from.server, 'ECHO')) return
  const words = verb === 'TAGMSG' ? [] : [text]
  const line = messageFrom(to.uid, 'ECHO', letters[verb], from.uid, ...words)
  links.peerOf(from)?.send(line, aboutOf(origin, tags))
}

/** Those who are here have had their echo; others further on may wait for it. */
export function hearEcho({ peer, by, line, params, origin }: Heard): void {
  const { links } = peer
  const to = findUser(links.net, params[1] ?? '')
  const next = to && !to.session ? links.peerOf(to) : undefined
  if (!isUser(by) || !next || next === peer || !next.caps.has('ECHO')) return
  const tags = new Map([...(line.tags ?? [])].filter(([name]) => name.startsWith('+')))
  next.send({ ...line, source: by.uid, tags: undefined }, aboutOf(origin, tags))
}

/** The id and the time of the message itself. */
function aboutOf({ id, at }: Origin, tags: Tags | undefined): Partial<Stamp> {
  return { ...(id === undefined ? {} : { id }), ...(at === undefined ? {} : { at }), tags }
}
