/**
 * Everything that a client can know from the lines it has read: who it is, what the server can,
 * which channels it is in and who is there. The bouncer answers its devices from it; the web
 * client shows it. Lines may be hostile: nothing here throws, and everything is bounded.
 */
import { type Message, nickOf } from './message.ts'
import { reads } from './mirror-reads.ts'
import { Support } from './support.ts'

/** More channels, or members of one, are not kept. */
const channelsMax = 2_000
const membersMax = 20_000
/** More members of all channels together are not kept: a hostile server would fill the memory. */
const membersTotalMax = 200_000

export interface Member {
  nick: string
  /** Signs as in NAMES, highest first; only the highest where multi-prefix is not acked. */
  prefixes: string
  user?: string | undefined
  host?: string | undefined
  /** Absent where it is unknown, '' where the member is known to be logged out. */
  account?: string | undefined
  realname?: string | undefined
  away?: boolean | undefined
}

export interface Channel {
  /** As the server last spelled it. */
  name: string
  topic?: Topic | undefined
  /** Letters with their parameter, '' for flags. Lists (bans …) are not kept. */
  modes: Map<string, string>
  /** Milliseconds since 1970, from 329. */
  createdAt?: number | undefined
  /** `=`, `*` or `@` as in 353. */
  symbol: string
  /** Keys are folded nicks. */
  members: Map<string, Member>
  /** True once the list of names has ended: before that, members may be missing. */
  complete: boolean
}

export interface Topic {
  text: string
  by?: string | undefined
  /** Milliseconds since 1970. */
  at?: number | undefined
}

export type ChangeKind =
  | 'welcome' // we are registered
  | 'support' // ISUPPORT
  | 'caps' // offered or acked capabilities
  | 'self' // own nick, account, modes, away
  | 'join'
  | 'part'
  | 'kick'
  | 'quit'
  | 'nick'
  | 'topic'
  | 'modes' // a channel's modes, prefixes of members included
  | 'names' // the list of names grew or ended
  | 'member' // somebody's account, away, host or real name

/** What a line changed. */
export interface Change {
  kind: ChangeKind
  /** The channels it concerns, as they were before the line: whoever quits was in these. */
  channels: Channel[]
  /** Whom it concerns, as they were called before the line; '' for nobody. */
  nick: string
  /** Whether that is us. */
  self: boolean
}

export class Mirror {
  nick = '*'
  user: string | undefined
  host: string | undefined
  account: string | undefined
  away = false
  /** Own user modes, letters without `+`. */
  umodes = ''
  /** The server's name, as the source of its 001. */
  server = ''
  registered = false
  readonly support = new Support()
  /** Capabilities that the server offers, with their values. */
  readonly offered = new Map<string, string>()
  /** Capabilities in force. */
  readonly caps = new Set<string>()
  /** Keys are folded names. */
  readonly channels = new Map<string, Channel>()
  /** Members that may still come before they are counted again. */
  #room = membersTotalMax

  /** Takes one line from the server. @returns what it changed, or nothing. */
  apply(message: Message): Change | undefined {
    return reads.get(message.verb)?.(this, message.params, message)
  }

  fold(name: string): string {
    return this.support.fold(name)
  }

  isChannel(name: string): boolean {
    return this.support.isChannel(name)
  }

  isMe(nick: string): boolean {
    return this.fold(nick) === this.fold(this.nick)
  }

  channel(name: string): Channel | undefined {
    return this.channels.get(this.fold(name))
  }

  /** Our own `nick!user@host`, as far as it is known. */
  get source(): string {
    return this.host === undefined ? this.nick : `${this.nick}!${this.user ?? '*'}@${this.host}`
  }

  /**
   * The window in which a PRIVMSG, NOTICE or TAGMSG is shown: the channel, or the other person,
   * whichever side is speaking. Nothing for addresses like `$*` and for lines without a target.
   */
  windowOf({ source, params: [to = ''] }: Message): string | undefined {
    const target = this.support.withoutStatus(to)
    if (target === '' || target.startsWith('$')) return undefined
    if (this.isChannel(target)) return target
    const from = nickOf(source ?? '')
    if (from === '' || this.isMe(from)) return target
    return from
  }

  /** Those channels that somebody is in. */
  channelsOf(nick: string): Channel[] {
    const key = this.fold(nick)
    return [...this.channels.values()].filter(({ members }) => members.has(key))
  }

  /** Takes a channel that we have joined. */
  enter(name: string): void {
    if (this.channels.size >= channelsMax) return
    const fresh = { name, modes: new Map(), symbol: '=', members: new Map(), complete: false }
    this.channels.set(this.fold(name), fresh)
  }

  put(channel: Channel, member: Member): void {
    const key = this.fold(member.nick)
    if (!channel.members.has(key) && !this.#hasRoom(channel)) return
    channel.members.set(key, member)
  }

  #hasRoom({ members }: Channel): boolean {
    if (members.size >= membersMax) return false
    if (this.#room <= 0) {
      let total = 0
      for (const channel of this.channels.values()) total += channel.members.size
      this.#room = membersTotalMax - total
    }
    return this.#room-- > 0
  }

  /** Reads a 005; a new CASEMAPPING moves the names that are already here. */
  readSupport(tokens: readonly string[]): void {
    const before = this.support.fold
    this.support.read(tokens)
    if (before === this.support.fold || this.channels.size === 0) return
    const channels = [...this.channels.values()]
    this.channels.clear()
    for (const channel of channels) {
      const members = [...channel.members.values()]
      channel.members = new Map(members.map((member) => [this.fold(member.nick), member]))
      this.channels.set(this.fold(channel.name), channel)
    }
  }

  change(kind: ChangeKind, nick = '', channels: (Channel | undefined)[] = []): Change {
    const known = channels.filter((one) => one !== undefined)
    return { kind, nick, channels: known, self: nick !== '' && this.isMe(nick) }
  }
}

/** `nick!user@host` in its parts; a bare name is a nick. */
export function parts(source: string): {
  nick: string
  user?: string | undefined
  host?: string | undefined
} {
  const bang = source.indexOf('!')
  const at = source.indexOf('@', bang + 1)
  if (bang < 0 || at < 0) return { nick: bang < 0 ? source : source.slice(0, bang) }
  return {
    nick: source.slice(0, bang),
    user: source.slice(bang + 1, at),
    host: source.slice(at + 1),
  }
}
