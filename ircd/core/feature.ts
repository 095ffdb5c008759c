/** The words in which a protocol feature is written: one feature, one file. */
import type { Message } from '#wire/message.ts'
import type { Reply } from '#wire/numerics.ts'
import type { Ask } from './ask.ts'
import type { Fact, Kind } from './fact.ts'
import type { Channel, User } from './network.ts'
import type { Privilege } from './privilege.ts'
import type { Rank } from './rank.ts'
import type { Server } from './server.ts'
import type { Session } from './session.ts'

export interface Command {
  /** Fewer parameters are answered with 461. An empty one counts. */
  min?: number
  /** Who may ask: a registered client unless it says otherwise. */
  from?: 'anyone' | 'client'
  /** Only operators of the network who were given this; others read 481. */
  needs?: Privilege
  /** A promise holds back this client's next line, and nobody else's. */
  run(ask: Ask, ...params: string[]): void | Promise<void>
}

/** How holders of the feature's capability read a fact: the lines so far become these. */
// biome-ignore lint/suspicious/noExplicitAny: the book mixes lenses of every shape
export interface Lens<D = any> {
  kind: Kind<D>
  read(lines: Message[], fact: Fact<D>): Message[]
}

export function lens<D>(kind: Kind<D>, read: Lens<D>['read']): Lens<D> {
  return { kind, read }
}

/** A reason to refuse a client's fact. Other servers are not asked: they tell. */
// biome-ignore lint/suspicious/noExplicitAny: the book mixes guards of every shape
export interface Guard<D = any> {
  kind: Kind<D>
  check(fact: Fact<D>, ask: Ask): Reply | false | undefined
}

export function guard<D>(kind: Kind<D>, check: Guard<D>['check']): Guard<D> {
  return { kind, check }
}

/** A reason not to show a fact to one of its audience, whatever its capabilities. */
// biome-ignore lint/suspicious/noExplicitAny: the book mixes filters of every shape
export interface Filter<D = any> {
  kind: Kind<D>
  hides(fact: Fact<D>, viewer: Session): boolean
}

export function filter<D>(kind: Kind<D>, hides: Filter<D>['hides']): Filter<D> {
  return { kind, hides }
}

/** What follows from a fact once it has been shown: another fact, a notice, an entry in a list. */
// biome-ignore lint/suspicious/noExplicitAny: the book mixes reactions of every shape
export interface Reaction<D = any> {
  kind: Kind<D>
  run(fact: Fact<D>, server: Server, ask: Ask | undefined): void
}

export function reaction<D>(kind: Kind<D>, run: Reaction<D>['run']): Reaction<D> {
  return { kind, run }
}

/** A kind of mask for ban lists, written `~name:value`; the letter is its short form. */
export interface ExtBan {
  letter: string
  /** Whether the value fits the user. Without it the mask says what a ban does, not whom it fits. */
  matches?(value: string, user: User, channel: Channel | undefined, server: Server): boolean
}

/** A tag that holders of the feature's capability see on facts. */
export interface Tag {
  name: string
  value(fact: Fact<object>): string | undefined
}

export type ChannelMode =
  /** On or off. */
  'flag' | ParamMode | ListMode | StatusMode

export interface ParamMode {
  type: 'param'
  /** Whether taking it away needs the parameter too, as +k does. */
  always: boolean
  /** Shown as `*` to those outside. */
  secret?: boolean
  /** @returns the parameter as it will be kept, or the refusal. */
  read(param: string, ask: Ask, channel: string): string | Reply
}

export interface ListMode {
  type: 'list'
  entry(channel: string, mask: string, by: string, at: number): Reply
  end(channel: string): Reply
}

export interface StatusMode {
  type: 'status'
  prefix: string
  rank: Rank
  /** Who may give and take it. */
  needs: Rank
}

/** Who switches a user mode: its user, an operator on itself, or only the server. */
export type UserModeOwner = 'own' | 'oper' | 'server'

export interface Feature {
  /** The capability's name. The feature's lenses and tags speak only to those who enabled it. */
  cap?: string
  /** What CAP LS 302 shows after `=`; undefined shows nothing. */
  capValue?(server: Server, session: Session): string | undefined
  /** The capability is refused while this is false. */
  capOffered?(server: Server): boolean
  facts?: Kind[]
  lenses?: Lens[]
  guards?: Guard[]
  tags?: Tag[]
  /** Relays the tags that clients send each other to those who enabled the capability. */
  clientTags?: boolean
  commands?: Record<string, Command>
  modes?: Record<string, ChannelMode>
  userModes?: Record<string, UserModeOwner>
  filters?: Filter[]
  reactions?: Reaction[]
  /** By name. */
  extbans?: Record<string, ExtBan>
  /** Reads what the feature keeps, before the first client connects. */
  boot?(server: Server): Promise<void>
  isupport?(server: Server): Record<string, string | number | true>
}

export function feature(definition: Feature): Feature {
  return definition
}
