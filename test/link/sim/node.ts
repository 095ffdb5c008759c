/** A server of ours as the simulator runs it: the real core, with nothing behind it. */

import { parse } from '#wire/message.ts'
import { Mirror } from '#wire/mirror.ts'
import type { User } from '../../../ircd/core/network.ts'
import type { KeptRow, Ports } from '../../../ircd/core/ports.ts'
import { Server } from '../../../ircd/core/server.ts'
import type { Session } from '../../../ircd/core/session.ts'
import { features } from '../../../ircd/features/index.ts'
import { opered } from '../../../ircd/features/oper/oper.ts'
import { ownToken } from '../../../ircd/link/dialect.ts'
import { Links } from '../../../ircd/link/links.ts'
import type { LinkSink, LinkTerms } from '../../../ircd/link/terms.ts'
import { settings } from '../../theatre.ts'
import { Ages, impossible } from './safety.ts'

/** What the world asks of a server, be it ours or a model of another kind. */
export interface SimPeer {
  receive(line: string): void
  closed(reason: string): void
}

export interface SimNode {
  readonly name: string
  readonly sid: string
  /** Whether it is one of ours. */
  readonly ours: boolean
  open(sink: LinkSink, dials: string | undefined): SimPeer
  /** Somebody does something; what is done depends on the numbers only. */
  act(step: Step): void
  snapshot(): Snapshot
  /** What cannot be, at any time; nothing when all is well. */
  wrong(): string[]
}

/** One thing that happens. Every number is taken modulo what there is. */
export interface Step {
  node: number
  what: number
  who: number
  where: number
  whom: number
  value: number
  /** Time that passes before. */
  ms: number
}

export interface Snapshot {
  servers: string[]
  users: Record<string, string>
  channels: Record<
    string,
    { ts: number; modes: string; members: string; topic: string; lists: string }
  >
}

export const channels = ['#a', '#b', '#c']
export const nicks = ['red', 'green', 'blue', 'grey']
export const masks = ['*!*@bad.example', 'x!*@*', '*!y@*']

/** What somebody may do, in the order in which `act` words it; what happens often is there twice. */
export const acts = [
  'join',
  'join',
  'part',
  'kick',
  'op',
  'voice',
  'flag',
  'ban',
  'limit',
  'key',
  'topic',
  'nick',
  'nick',
  'say',
  'tell',
  'away',
  'invisible',
  'setname',
  'quit',
  'connect',
  'status',
  'invite',
] as const

export interface Client {
  session: Session
  mirror: Mirror
  lines: string[]
}

export class OurNode implements SimNode {
  readonly ours = true
  readonly name: string
  readonly sid: string
  readonly server: Server
  readonly links: Links
  readonly clients: Client[] = []
  readonly faults: unknown[] = []
  readonly rows: KeptRow[] = []
  /** What no client may be shown, and was. */
  readonly unseen: string[] = []
  readonly #ages = new Ages()
  #said = 0

  /** @param now the server's own clock */
  constructor(name: string, sid: string, now: () => number, life: number) {
    this.name = name
    this.sid = sid
    let ids = 0
    const ports = {
      now,
      id: (at: number) => `${at.toString(36)}${sid}${life}x${++ids}`,
      history: { keep: (rows: KeptRow[]) => this.rows.push(...rows), forget: async () => {} },
      accounts: {},
      channels: { save() {}, forget() {} },
      shelf: () => ({ list: async () => [], put: async () => {}, remove: async () => true }),
      fault: (error: unknown) => this.faults.push(error),
      digest: (text: string) => text,
      tell: () => {},
    } as unknown as Ports
    // Servers of another kind compare names so.
    const casemapping = 'rfc1459' as const
    const own = { ...settings, server: name, sid, casemapping, protection: settings.protection }
    const limits = { ...settings.limits, list: 1000, channels: 100 }
    this.server = new Server({ ...own, limits }, features, ports)
    this.links = new Links(this.server, { terms: [], heals: false })
  }

  knows(terms: LinkTerms[]): void {
    this.links.config.terms = terms
  }

  open(sink: LinkSink, dials: string | undefined): SimPeer {
    const caller = { ip: '', secure: false }
    if (dials === undefined) return this.links.accept(sink, caller)
    return this.links.dial(sink, caller, this.links.termsFor(dials)!)
  }

  connect(caps: string): Client {
    const mirror = new Mirror()
    const lines: string[] = []
    const hear = (text: string) => {
      for (const line of text.split('\r\n')) {
        lines.push(line)
        const message = parse(line)
        if (!message) continue
        for (const what of impossible(mirror, message)) this.unseen.push(`${what}: ${line}`)
        mirror.apply(message)
      }
    }
    const session = this.server.connect(
      { push: hear, end: hear, room: async () => {} },
      { ip: '', secure: false },
    )
    const client = { session, mirror, lines }
    const i = this.clients.length
    session.receive(`CAP REQ :${caps}`)
    session.receive(
      `NICK ${this.sid.toLowerCase().replace(/^./, 'n')}${i}x${session.user.uid.slice(-2)}`,
    )
    session.receive(`USER u${i} 0 * :somebody`)
    session.receive('CAP END')
    const privileges = new Set(['override', 'kill'] as const)
    this.server.commit(
      opered,
      { oper: { name: 'o', title: 'o', rank: '', privileges } },
      session.user,
    )
    this.clients.push(client)
    return client
  }

  act({ what, who, where, whom, value }: Step): void {
    const alive = this.clients.filter(({ session }) => !session.closed)
    if (!alive.length) return void this.connect('multi-prefix batch')
    const client = alive[who % alive.length]!
    const name = channels[where % channels.length]!
    const channel = this.server.net.channel(name)
    const members = channel ? [...channel.members.keys()].sort(byUid) : []
    const victim = members.length ? members[whom % members.length]!.nick : 'nobody'
    const everybody = [...this.server.net.users.values()].sort(byUid)
    const anybody = everybody[whom % everybody.length]!.nick
    const sign = value % 2 ? '+' : '-'
    const mask = masks[whom % masks.length]!
    const asks = [
      `JOIN ${name}`,
      `JOIN ${name}`,
      `PART ${name} :bye`,
      `KICK ${name} ${victim} :out`,
      `MODE ${name} ${sign}o ${victim}`,
      `MODE ${name} ${sign}v ${victim}`,
      `MODE ${name} ${sign}${'imnpst'[whom % 6]}`,
      `MODE ${name} ${sign}b ${mask}`,
      `MODE ${name} ${value % 3 ? `+l ${1 + (value % 20)}` : '-l'}`,
      `MODE ${name} ${value % 3 ? `+k key${value % 5}` : '-k x'}`,
      `TOPIC ${name} :${value % 4 ? `topic ${value % 7}` : ''}`,
      `NICK ${nicks[whom % nicks.length]}`,
      `NICK ${nicks[whom % nicks.length]}`,
      `PRIVMSG ${name} :m ${client.session.user.uid} ${++this.#said}`,
      `PRIVMSG ${anybody} :m ${client.session.user.uid} ${++this.#said}`,
      `AWAY ${value % 2 ? `:away ${value % 3}` : ''}`,
      `MODE ${client.session.user.nick} ${sign}i`,
      `SETNAME :name ${value % 4}`,
      value % 3 ? 'QUIT :bye' : `KILL ${anybody} :go`,
      'connect',
      `MODE ${name} ${sign}${'ah'[value % 2]} ${victim}`,
      `INVITE ${anybody} ${name}`,
    ]
    const ask = asks[what % asks.length]!
    if (ask === 'connect') {
      if (alive.length < 5) this.connect('multi-prefix batch')
    } else if (ask.startsWith('QUIT')) client.session.close('bye')
    else void client.session.receive(ask)
  }

  snapshot(): Snapshot {
    const { net } = this.server
    const users: Snapshot['users'] = {}
    for (const user of net.uids.values()) users[user.uid] = describe(user)
    const all: Snapshot['channels'] = {}
    for (const {
      name,
      members,
      createdAt,
      modes,
      topic,
      topicAt,
      lists,
    } of net.channels.values()) {
      const inside = [...members].map(([user, member]) => user.uid + member.statuses.join(''))
      const entries = [...lists].flatMap(([letter, list]) => list.map(({ mask }) => letter + mask))
      all[name] = {
        ts: createdAt,
        modes: [...modes]
          .map(([letter, param]) => letter + param)
          .sort()
          .join(' '),
        members: inside.sort().join(' '),
        topic: `${topicAt} ${topic?.text ?? ''}`,
        lists: entries.sort().join(' '),
      }
    }
    return { servers: [...net.servers.keys()].sort(), users, channels: all }
  }

  wrong(): string[] {
    const { net } = this.server
    const found = this.faults.map((fault) => `fault: ${String((fault as Error).stack ?? fault)}`)
    found.push(...this.unseen, ...this.#ages.wrong(net, ({ server }) => server.caps.has(ownToken)))
    for (const [nick, user] of net.users) {
      if (net.fold(user.nick) !== nick) found.push(`${nick} is the nick of ${user.nick}`)
      if (net.uids.get(user.uid) !== user) found.push(`${user.uid} has no uid`)
    }
    if (net.users.size !== net.uids.size) found.push('nicks and uids are not one to one')
    for (const channel of net.channels.values()) {
      if (!channel.members.size && !channel.lasting) found.push(`${channel.name} is empty`)
      let far = 0
      for (const user of channel.members.keys()) {
        if (net.uids.get(user.uid) !== user) found.push(`${user.uid} is a member, and gone`)
        if (!user.session) far++
      }
      const counted = [...channel.servers.values()].reduce((sum, n) => sum + n, 0)
      if (counted !== far) found.push(`${channel.name} counts ${counted} far members of ${far}`)
    }
    return found
  }

  /** Messages that somebody read twice, or before an earlier one of the same sender. */
  disordered(): string[] {
    const found: string[] = []
    for (const { lines } of this.clients) {
      const last = new Map<string, number>()
      for (const line of lines) {
        const [, target = '', uid = '', n = '0'] = /PRIVMSG (\S+) :m (\S+) (\d+)$/.exec(line) ?? []
        if (!uid) continue
        const key = `${uid} ${target}`
        if (Number(n) <= (last.get(key) ?? 0)) found.push(line)
        last.set(key, Number(n))
      }
    }
    return found
  }

  /** What a client believes, where it is not so. */
  misled(): string[] {
    const found: string[] = []
    const { net, book } = this.server
    for (const { session, mirror } of this.clients) {
      if (session.closed) continue
      const { user } = session
      if (mirror.nick !== user.nick) found.push(`${user.nick} believes to be ${mirror.nick}`)
      const believed = [...mirror.channels.keys()].sort().join(' ')
      const real = [...user.channels]
        .map(({ name }) => net.fold(name))
        .sort()
        .join(' ')
      if (believed !== real) found.push(`${user.nick} believes to be in ${believed}: ${real}`)
      for (const channel of user.channels) {
        const shown = mirror.channel(channel.name)
        const signs = (letters: string[]) =>
          book.statuses.filter(({ letter }) => letters.includes(letter)).map(({ prefix }) => prefix)
        const view = [...(shown?.members.values() ?? [])].map((m) => m.prefixes + m.nick)
        const is = [...channel.members].map(([u, m]) => signs(m.statuses).join('') + u.nick)
        if (view.sort().join(' ') !== is.sort().join(' ')) {
          found.push(`${user.nick} sees in ${channel.name} ${view.sort()}: ${is.sort()}`)
        }
        if ((shown?.topic?.text ?? '') !== (channel.topic?.text ?? '')) {
          found.push(`${user.nick} reads in ${channel.name} the topic ${shown?.topic?.text}`)
        }
      }
    }
    return found
  }
}

function byUid(a: User, b: User): number {
  return a.uid < b.uid ? -1 : 1
}

function describe(user: User): string {
  const { nick, nickAt, username, host, account = '*', away = '', modes, realname, oper } = user
  const letters = [...modes].sort().join('')
  return [nick, nickAt, username, host, account, away, letters, realname, oper !== undefined].join(
    '|',
  )
}
