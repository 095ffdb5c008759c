/** The words in which a protocol feature is written: one feature, one file. */
import type { AccountNews } from '#wire/account.ts'
import type { Message } from '#wire/message.ts'
import type { Reply } from '#wire/numerics.ts'
import type { Ask, Asker } from './ask.ts'
import type { Fact, Kind } from './fact.ts'
import type { Hunt } from './hunt.ts'
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
  /** Which parameter may name another server, or somebody on one: that one is asked then. */
  hunts?: Hunt
  /** What HELP says: the parameters first, such as `<nick> [reason]`, then a line for each thing. */
  help?: string
  /** What is said to a line that is too long, instead of 417. */
  tooLong?(ask: Ask): Reply
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

/** Why somebody may not become a user: what it is told. Without a reason to close it may try on. */
export interface TurnedAway {
  reply?: Reply | undefined
  reason?: string | undefined
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

/** A reaction to what a person does, where servers of the network may do it, too. */
export function personReaction<D>(
  kind: Kind<D>,
  run: (fact: Fact<D> & { by: User }, server: Server, ask: Ask | undefined) => void,
): Reaction<D> {
  const isPersons = (fact: Fact<D>): fact is Fact<D> & { by: User } => 'uid' in fact.by
  return reaction(kind, (fact, server, ask) => {
    if (isPersons(fact)) run(fact, server, ask)
  })
}

/**
 * A kind of mask for ban lists, written `~name:value`; the letter is its short form. It says either
 * whom it fits, or what a ban does to those whom the mask after it fits.
 */
export interface ExtBan {
  letter: string
  /** Names and letters of other servers that mean the same. */
  aliases?: string[]
  /** Whether the value fits the user. */
  matches?(value: string, user: User, channel: Channel | undefined, server: Server): boolean
  /** Set where `matches` asks for more than the user's names, address, account and rank as operator. */
  volatile?: true
  /** What it keeps those from whom it fits: see `Deed`. Only for those without `matches`. */
  stops?: readonly string[]
  /** How many words stand before the mask, as in `~time:<minutes>:<mask>`. */
  words?: number
  /** Set where no mask follows. */
  bare?: true
  /** @returns the value, or the words, as they are kept; nothing where they mean nothing. */
  read?(value: string, server: Server): string | undefined
}

/** A tag that holders of the feature's capability see on facts. */
export interface Tag {
  name: string
  /** Another capability than the feature's own whose holders see it. */
  cap?: string
  /** Where a fact reads as several lines only the first has it. */
  once?: true
  value(fact: Fact<object>): string | undefined
}

export type ChannelMode =
  /** On or off. */
  'flag' | FlagMode | ParamMode | ListMode | StatusMode

/** A flag that channel operators do not switch. */
export interface FlagMode {
  type: 'flag'
  /** Operators of the network who may act in channels, or nobody but the server. */
  by: 'oper' | 'server'
}

export interface ParamMode {
  type: 'param'
  /** Whether taking it away needs the parameter too, as +k does. */
  always: boolean
  /** Shown as `*` to those outside. */
  secret?: boolean
  /** @returns the parameter as it will be kept, or the refusal. */
  read(param: string, asker: Asker, channel: string): string | Reply
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

/** One change of a channel's modes that a client asks for. */
export interface ModeWish {
  on: boolean
  letter: string
  param?: string | undefined
  /** Whose status it is. */
  user?: User | undefined
}

/**
 * Who switches a user mode: its user, an operator on itself, its user only off, or only the server.
 */
export type UserModeOwner = 'own' | 'oper' | 'drop' | 'server'

/** A user mode that takes a parameter, or has to say more than that it was switched. */
export interface SpecialUserMode {
  owner: UserModeOwner
  /** Asks for the next parameter only if it takes one. */
  change(ask: Ask, on: boolean, next: () => string | undefined): void
}

export type UserMode = UserModeOwner | SpecialUserMode

/** Reads the lines of one batch that a client sends. A refusal ends it. */
export interface BatchReader {
  line(ask: Ask, params: string[]): Reply | undefined
  /** @param ask the request that opened the batch, with its label and tags */
  close(ask: Ask): Reply | undefined | Promise<void>
}

/** @returns what reads the lines, or why not. */
export type BatchOpener = (ask: Ask, params: string[]) => BatchReader | Reply

/** News of an account, by its identity on this network: see `Network.identity`. */
export interface AccountHeard extends AccountNews {
  /** By which the authority knows it: that folds names as ASCII, whatever the network compares. */
  key: string
}

/** A document that all servers keep, as it is now; without a value it is no more. */
export interface DocumentHeard {
  shelf: string
  key: string
  value: unknown
}

export interface Feature {
  /** The capability's name. The feature's lenses and tags speak only to those who enabled it. */
  cap?: string
  /** What CAP LS 302 shows after `=`; undefined shows nothing. */
  capValue?(server: Server, session: Session): string | undefined
  /** The capability is refused while this is false. */
  capOffered?(server: Server): boolean
  /** Nobody can ask for it: its value in CAP LS is all there is. */
  capInforms?: true
  /** Other names under which clients ask for the same. */
  capAliases?: string[]
  /** The lenses and tags speak only to those who enabled this capability as well. */
  capRequires?: string
  /** A user has just enabled the capability; who has not registered yet is told with the welcome. */
  capTaken?(ask: Ask): void
  /** Who has this capability cannot have that one: a request for both is refused. */
  capExcludes?: string
  facts?: Kind[]
  lenses?: Lens[]
  guards?: Guard[]
  tags?: Tag[]
  /**
   * How a line of history, which is kept in the dialect of somebody who enabled everything, reads
   * to those who have not enabled the capability: a lens backwards.
   */
  without?(lines: Message[]): Message[]
  /** Relays the tags that clients send each other to those who enabled the capability. */
  clientTags?: boolean
  commands?: Record<string, Command>
  /** What HELP says about something that is no command, by its name in capitals. */
  topics?: Record<string, string>
  /** Names, folded, that answer a PRIVMSG without being anybody's nick, such as `*playback`. */
  answers?: Record<string, (ask: Ask, text: string) => void | Promise<void>>
  modes?: Record<string, ChannelMode>
  userModes?: Record<string, UserMode>
  filters?: Filter[]
  /** What must have been shown before a fact is, such as the JOIN of whoever speaks at last. */
  preludes?: Reaction[]
  reactions?: Reaction[]
  /** By name. */
  extbans?: Record<string, ExtBan>
  /** Asked before each command of a client: a refusal, or silence. */
  screen?(ask: Ask, params: string[]): Reply | 'ignore' | undefined
  /** The commands before which `screen` is asked, where it is not before each. */
  screened?: readonly string[]
  /** Asked when somebody connects, and again when a gateway tells its address: why not. */
  meets?(session: Session, server: Server): string | undefined
  /** Asked before a client becomes a user, and may prepare it. A promise lets it wait. */
  vets?(ask: Ask): TurnedAway | undefined | Promise<TurnedAway | undefined>
  /** Asked before somebody takes another nick: why not. */
  vetsNick?(ask: Ask, nick: string): Reply | undefined | Promise<Reply | undefined>
  /** Says its part of the welcome to who has just become a user, in the order of the index. */
  welcomes?(ask: Ask): void
  /** What WHOIS says of the user besides. */
  whois?(ask: Ask, user: User): Reply[]
  /** Hears what the operator's log is told. */
  overhears?(event: string, facts: Record<string, unknown>, server: Server): void
  /** What follows from a change of an account, whichever process made it. */
  accountNews?(news: AccountHeard, server: Server): void
  /** What follows from a change of a document that all servers keep, whichever made it. */
  documentNews?(news: DocumentHeard, server: Server): void
  /** Every second or so. */
  ticks?(server: Server, now: number): void
  /** The types of batches that clients may send. */
  batches?: Record<string, BatchOpener>
  /** A line of the client's could not be read. */
  mishears?(ask: Ask): void
  /** Reads what the feature keeps, before the first client connects. */
  boot?(server: Server): Promise<void>
  /** Why one change of a MODE is not made; the others are. */
  restrains?(ask: Ask, channel: Channel, change: ModeWish): Reply | undefined
  isupport?(server: Server): Record<string, string | number | true>
}

export function feature(definition: Feature): Feature {
  return definition
}
