/** The words in which a protocol feature is written: one feature, one file. */
import type { Message } from '#wire/message.ts'
import type { Reply } from '#wire/numerics.ts'
import type { Ask } from './ask.ts'
import type { Fact, Kind } from './fact.ts'
import type { Rank } from './rank.ts'
import type { Server } from './server.ts'
import type { Session } from './session.ts'

export interface Command {
  /** Fewer parameters are answered with 461. An empty one counts. */
  min?: number
  /** Who may ask: a registered client unless it says otherwise. */
  from?: 'anyone' | 'client'
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
  /** User mode letters; `own` ones a user may set on itself, the others only the server sets. */
  userModes?: Record<string, 'own' | 'server'>
  isupport?(server: Server): Record<string, string | number | true>
}

export function feature(definition: Feature): Feature {
  return definition
}
