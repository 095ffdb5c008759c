/** What happens, as data: kinds of facts, and the stamp that every fact carries. */
import type { Message, Tags } from '#wire/message.ts'
import type { Channel, Network, ServerNode, User } from './network.ts'
import { witnesses } from './presence.ts'
import type { Session } from './session.ts'

/** Given to a fact where it first happened; the same on every server and in history. */
export interface Stamp {
  /** The msgid. */
  id: string
  /** Milliseconds since 1970. */
  at: number
  by: User | ServerNode
  /** Tags with a `+`, which clients send to each other. */
  tags?: Tags | undefined
  /** Nobody did it now, as in a burst: history keeps nothing of it, here or on another server. */
  restated?: true | undefined
}

export type Fact<D> = D & Stamp

/** Where a fact's line is kept: see `NewRow` in the store. */
export interface Kept {
  log: string
  buffer: string
}

// biome-ignore lint/suspicious/noExplicitAny: the book mixes kinds of every shape
export interface Kind<D = any> {
  name: string
  /** Changes the network. Nothing else does. */
  apply?(fact: Fact<D>, net: Network): void
  /** Who is shown the fact, asked before it is applied: a parting member still hears the PART. */
  audience(fact: Fact<D>, net: Network): Iterable<Session>
  /** To whom it is brought, asker or not: to the asker it is no answer, and has no label. */
  delivers?(fact: Fact<D>): Session | undefined
  /** One of the audience who is not shown it after all. */
  skips?(fact: Fact<D>): Session | undefined
  /** The kind whose line it has: capabilities change both alike. */
  readsAs?: Kind
  /** How it reads to a client without capabilities, asked after it is applied. */
  lines(fact: Fact<D>): Message[]
  /** The logs that remember it. A kept fact is safe on the disk before anyone is shown it. */
  keep?(fact: Fact<D>, net: Network): Kept[]
  /** True where history pages it only on request: all that is not a message. */
  event?: boolean | ((fact: Fact<D>) => boolean)
  /** The channels whose record it changes. */
  saves?(fact: Fact<D>): Iterable<Channel>
}

/** Names a kind of fact, for the types' sake. */
export function kind<D>(definition: Kind<D>): Kind<D> {
  return definition
}

/** What a source is called on the wire: a user's mask or a server's name. */
export function sourceOf(by: User | ServerNode): string {
  return 'mask' in by ? by.mask : by.name
}

/**
 * Everybody here who shares a channel with the user and may know that it is inside; the user
 * included where it is local.
 */
export function neighbours(user: User): Set<Session> {
  const sessions = new Set<Session>()
  if (user.session) sessions.add(user.session)
  for (const channel of user.channels) {
    for (const session of witnesses(channel, user)) sessions.add(session)
  }
  return sessions
}

/** Where a fact about these channels is kept: those that keep anything. */
export function inChannels(channels: Iterable<Channel>): Kept[] {
  const kept: Kept[] = []
  for (const { log, remembers } of channels) {
    if (remembers) kept.push({ log, buffer: '' })
  }
  return kept
}

/** Where a line between two people is kept: once with each, under the other's identity. */
export function between(a: string, b: string): Kept[] {
  const first = { log: talkOf(a), buffer: b }
  return a === b ? [first] : [first, { log: talkOf(b), buffer: a }]
}

/** So many names of logs are remembered. */
const talksMax = 10_000
const talks = new Map<string, string>()

/** Where somebody's conversations are kept. One name that stays is not hashed anew at each line. */
export function talkOf(identity: string): string {
  const known = talks.get(identity)
  if (known !== undefined) return known
  if (talks.size >= talksMax) talks.clear()
  const log = `talk/${identity}`
  talks.set(identity, log)
  return log
}
