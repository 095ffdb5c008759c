/**
 * The state of the network as this server knows it. Only `apply` of a kind changes it.
 */
import type { Fold } from '#wire/casemap.ts'
import { AccountNames } from './account-names.ts'
import type { Ask } from './ask.ts'
import type { Privilege } from './privilege.ts'
import { type Rank, rank } from './rank.ts'
import type { Registration } from './registration.ts'
import type { Session } from './session.ts'

/** How long a channel without members waits for somebody to come back. */
const vacantMs = 60 * 60 * 1000
/** Channels that ended, of which we still know what they were. */
const endedMax = 1000

/** One server of the network. */
export interface ServerNode {
  /** Three characters, the first a digit: the prefix of all its ids. */
  sid: string
  name: string
  info: string
  /** The server by which it is linked, seen from here; absent for this one. */
  uplink?: ServerNode | undefined
  /** Links between it and us. */
  hops: number
  /** What it can, as its GCAP says. */
  caps: ReadonlySet<string>
  /** It is one of those that look after accounts and channels. */
  services?: boolean | undefined
  /** Its accounts are its own: a name there says nothing of who has that name here. */
  ownAccounts?: boolean | undefined
  /** The mask of the service of its own that it speaks for just now, by which it is called then. */
  speaksFor?: string | undefined
}

export interface Oper {
  /** The name of the `[[oper]]` in the configuration. */
  name: string
  /** How WHOIS calls it. */
  title: string
  /** What `draft/oper` says; '' for nothing but that it is one. */
  rank: string
  privileges: ReadonlySet<Privilege>
}

/** @param text what was said to the service, by whoever asks */
export type Service = (ask: Ask, text: string) => void | Promise<void>

export class User {
  /** Unique for the life of the network, whatever the nick. */
  readonly uid: string
  readonly server: ServerNode
  /** The conversation with its client; absent when it is connected to another server. */
  readonly session: Session | undefined
  nick = ''
  /** When it took the nick, seconds since 1970: of two with one nick it says who keeps it. */
  nickAt = 0
  /** The largest that `nickAt` ever was: a nick taken again is never mistaken for an earlier one. */
  nickAtMost = 0
  username = ''
  host = ''
  /** What `host` was before a cloak or a vhost; shown to operators only. */
  realHost = ''
  /** The address it really connects from; shown only to itself. */
  ip = ''
  realname = ''
  secure = false
  /** SHA-256 of the certificate of somebody on another server, in lower-case hexadecimal. */
  farFingerprint: string | undefined
  account: string | undefined
  away: string | undefined
  /** User mode letters. */
  readonly modes = new Set<string>()
  /** Letters of the server notices that it reads: see +s. */
  snomasks = ''
  /** Since it said OPER; what it may is fixed then. */
  oper: Oper | undefined
  /** One of our own services: it answers what it is told, and has no connection. See +S. */
  service: Service | undefined
  readonly channels = new Set<Channel>()
  /** Channels that it was invited to and has not joined since. */
  readonly invitations = new Set<Channel>()
  readonly since: number
  /** Names this one connection for ever: after a restart uids are given again. */
  readonly guestId: string
  /** When it last spoke: WHOIS shows how long ago. */
  spokeAt: number

  constructor(uid: string, server: ServerNode, session: Session | undefined, now: number) {
    this.uid = uid
    this.server = server
    this.session = session
    this.since = now
    this.guestId = `~${uid}-${now.toString(36)}`
    this.spokeAt = now
  }

  /** SHA-256 of the certificate that its client shows. */
  get fingerprint(): string | undefined {
    return this.session ? this.session.caller.fingerprint : this.farFingerprint
  }

  /** The account, where its name means here whom it means on the user's server. */
  get accountHere(): string | undefined {
    return this.server.ownAccounts ? undefined : this.account
  }

  /** `nick!user@host`, as others see it. */
  get mask(): string {
    return `${this.nick}!${this.username}@${this.host}`
  }
}

export interface ListEntry {
  mask: string
  by: string
  /** Seconds since 1970, as the numerics have it. */
  at: number
}

export interface Topic {
  text: string
  by: string
  /** Seconds since 1970. */
  at: number
}

/** One user's standing in one channel. */
export class Member {
  /** Status letters with their ranks; the highest counts. */
  readonly #statuses = new Map<string, Rank>()
  rank: Rank = rank.none
  /** Joined where joins are shown late (+D), and nobody has noticed it yet. */
  delayed = false
  /** Milliseconds since 1970. */
  joinedAt = 0

  get op(): boolean {
    return this.rank >= rank.op
  }
  get halfop(): boolean {
    return this.rank >= rank.halfop
  }
  get voiced(): boolean {
    return this.rank >= rank.voice
  }
  /** Letters, highest first. */
  get statuses(): string[] {
    return [...this.#statuses].sort(([, a], [, b]) => b - a).map(([letter]) => letter)
  }
  has(letter: string): boolean {
    return this.#statuses.has(letter)
  }
  give(letter: string, worth: Rank): void {
    this.#statuses.set(letter, worth)
    this.#reckon()
  }
  take(letter: string): void {
    this.#statuses.delete(letter)
    this.#reckon()
  }
  #reckon(): void {
    this.rank = Math.max(rank.none, ...this.#statuses.values()) as Rank
  }
}

export class Channel {
  /** Kept through renames; a channel that is made anew after everyone left has a new one. */
  readonly id: string
  /** Where its history is kept. */
  readonly log: string
  name: string
  /** Seconds since 1970. */
  createdAt: number
  /** What its founder decided, where somebody registered it. */
  registration: Registration | undefined
  topic: Topic | undefined
  /** When the topic was set or cleared, seconds since 1970, and how old the channel was then. */
  topicAt = 0
  topicOf = 0
  /** Flags and parameters by letter; a flag's parameter is ''. */
  readonly modes = new Map<string, string>()
  /** Letters of modes that services of another server keep as they are. */
  locked = ''
  readonly lists = new Map<string, ListEntry[]>()
  readonly members = new Map<User, Member>()
  /** The members connected here, which is whom fan-out walks. */
  readonly locals = new Set<Session>()
  /** Those of them whom messages reach: the same set, as long as nobody in it is deaf (+d). */
  hearers = this.locals
  /** How many members the other servers have here. */
  readonly servers = new Map<ServerNode, number>()
  /** Who was invited and has not joined since. */
  readonly invited = new Set<User>()
  /** Without members it waits until then for somebody to come back. */
  vacantUntil = 0

  constructor(id: string, name: string, createdAt: number) {
    this.id = id
    this.log = `channel/${id}`
    this.name = name
    this.createdAt = createdAt
  }

  /** Whether it lasts without members: somebody registered it, or an operator of the network said so. */
  get lasting(): boolean {
    return this.registration !== undefined || this.modes.has('P')
  }

  /** Whether what is said in it is kept: unless those who registered it decided otherwise. */
  get remembers(): boolean {
    return this.registration?.settings.includes('HISTORY') ?? true
  }

  /** The account that registered it. */
  get founder(): string | undefined {
    return this.registration?.founder
  }

  list(letter: string): ListEntry[] {
    return this.lists.get(letter) ?? []
  }

  /** A member is connected here, or has become deaf, or hears again. */
  seat(session: Session): void {
    this.locals.add(session)
    const isDeaf = session.user.modes.has('d')
    if (isDeaf && this.hearers === this.locals) this.hearers = new Set(this.locals)
    if (isDeaf) this.hearers.delete(session)
    else this.hearers.add(session)
    this.#mergeHearers()
  }

  unseat(session: Session): void {
    this.locals.delete(session)
    this.hearers.delete(session)
    this.#mergeHearers()
  }

  #mergeHearers(): void {
    if (this.hearers.size === this.locals.size) this.hearers = this.locals
  }
}

export class Network {
  readonly name: string
  readonly me: ServerNode
  readonly fold: Fold
  readonly accountNames: AccountNames
  readonly servers = new Map<string, ServerNode>()
  /** By folded nick: registered users only. */
  readonly users = new Map<string, User>()
  /** The same by uid. */
  readonly uids = new Map<string, User>()
  /** By folded name. */
  readonly channels = new Map<string, Channel>()
  /** Channels whose last member has left: see `vacate`. */
  readonly vacant = new Map<string, Channel>()
  /** Those that ended lately, whatever they were: other servers may not know it yet. */
  readonly ended = new Map<string, Channel>()
  /** Names that channels had until lately, folded: see `leave`. */
  readonly #left = new Map<string, { channel: Channel; until: number }>()
  /** Counted as they come and go: everybody who connects is told. */
  readonly count = {
    users: 0,
    usersMax: 0,
    local: 0,
    localMax: 0,
    invisible: 0,
    operators: 0,
  }

  constructor(name: string, me: ServerNode, fold: Fold) {
    this.name = name
    this.me = me
    this.fold = fold
    this.accountNames = new AccountNames(fold)
    this.servers.set(me.sid, me)
  }

  user(nick: string): User | undefined {
    return this.users.get(this.fold(nick))
  }

  channel(name: string): Channel | undefined {
    return this.channels.get(this.fold(name))
  }

  /**
   * Takes a channel without members off the list. It waits an hour, with its history, key and bans,
   * for somebody to come back, be it after a restart or a reload of the page. One that was invite-only
   * or secret does not: nobody is left to invite, and the next who happens on its name must neither
   * read its history nor learn that it was.
   */
  vacate(channel: Channel, now: number): void {
    const key = this.fold(channel.name)
    this.channels.delete(key)
    this.ended.delete(key)
    this.ended.set(key, channel)
    if (this.ended.size > endedMax) this.ended.delete(this.ended.keys().next().value!)
    if (channel.modes.has('i') || channel.modes.has('s')) return
    channel.vacantUntil = now + vacantMs
    this.vacant.set(key, channel)
  }

  /** A channel has left a name for another one: until then the old name leads to it. */
  leave(name: string, channel: Channel, now: number, until: number): void {
    for (const [key, led] of this.#left) if (led.until <= now) this.#left.delete(key)
    this.#left.set(this.fold(name), { channel, until })
    this.#left.delete(this.fold(channel.name))
  }

  /** The channel that has left this name, as long as it is there. */
  ledTo(name: string, now: number): Channel | undefined {
    const led = this.#left.get(this.fold(name))
    if (!led || led.until <= now) return undefined
    return this.channel(led.channel.name) === led.channel ? led.channel : undefined
  }

  /** Makes a user one of the network's, under its nick. */
  admit(user: User): void {
    this.users.set(this.fold(user.nick), user)
    this.uids.set(user.uid, user)
    this.#tally(user, 1)
  }

  dismiss(user: User): void {
    this.users.delete(this.fold(user.nick))
    this.uids.delete(user.uid)
    this.#tally(user, -1)
  }

  /** Switches a mode of an admitted user. */
  setUserMode(user: User, letter: string, on: boolean): void {
    this.#tally(user, -1)
    if (on) user.modes.add(letter)
    else user.modes.delete(letter)
    this.#tally(user, 1)
    if (letter !== 'd' || !user.session) return
    for (const channel of user.channels) channel.seat(user.session)
  }

  #tally({ session, modes, service }: User, more: 1 | -1): void {
    const { count } = this
    // Nobody counts the furniture.
    if (service) return
    count.users += more
    if (session) count.local += more
    if (modes.has('i')) count.invisible += more
    if (modes.has('o')) count.operators += more
    count.usersMax = Math.max(count.usersMax, count.users)
    count.localMax = Math.max(count.localMax, count.local)
  }

  /** Whose messages these are, for ever: the account, or this one connection of a guest. */
  identity({ accountHere, guestId }: User): string {
    return accountHere ? this.accountNames.keyOf(accountHere) : guestId
  }
}
