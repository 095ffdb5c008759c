/**
 * What a server learns that reads a link: the network as lines of TS6 tell it, in Solanum's dialect
 * or ircd-hybrid's. It believes everything, and decides nothing: two servers that were asked for
 * their burst are equal when two views are.
 */
import { parse } from '#wire/message.ts'

export interface SeenUser {
  nick: string
  ts: number
  modes: string
  user: string
  host: string
  account: string
  away: string
}

export interface SeenChannel {
  name: string
  ts: number
  /** Flags, and letters with their parameter. */
  modes: Map<string, string>
  /** As `b *!*@host`. */
  lists: Set<string>
  /** Status letters by uid. */
  members: Map<string, Set<string>>
  topic: string
}

const statusOf: Record<string, string> = { '@': 'o', '%': 'h', '+': 'v', '~': 'q', '&': 'a' }
const listModes = 'beIq'

export class View {
  /** Server names by id, and by whom each was introduced. */
  readonly servers = new Map<string, { name: string; uplink: string }>()
  readonly users = new Map<string, SeenUser>()
  readonly channels = new Map<string, SeenChannel>()
  /** Lines that it has no idea of, for tests that want none. */
  readonly unknown: string[] = []

  read(line: string): void {
    const message = parse(line)
    if (!message) return
    const { verb, source = '', params } = message
    const reader = readers[verb]
    if (reader) reader(this, source, params)
    else this.unknown.push(line)
  }

  uid(nick: string): string | undefined {
    for (const [uid, user] of this.users) if (user.nick === nick) return uid
    return undefined
  }

  /** All that both ends of a link must agree on, in an order of its own. */
  summary(): Record<string, unknown> {
    const users = [...this.users].map(([uid, { modes, ...user }]) => ({ uid, ...user }))
    const channels = [...this.channels.values()].map((channel) => ({
      ...channel,
      name: channel.name.toLowerCase(),
      modes: [...channel.modes].sort(),
      lists: [...channel.lists].sort(),
      members: [...channel.members]
        .map(([uid, has]) => `${uid} ${[...has].sort().join('')}`)
        .sort(),
    }))
    return {
      users: users.sort((a, b) => (a.uid < b.uid ? -1 : 1)),
      channels: channels.sort((a, b) => (a.name < b.name ? -1 : 1)),
    }
  }

  channel(name: string): SeenChannel | undefined {
    return this.channels.get(name.toLowerCase())
  }

  remove(uid: string): void {
    this.users.delete(uid)
    for (const { name } of [...this.channels.values()]) this.leave(name, uid)
  }

  leave(name: string, uid: string): void {
    const channel = this.channel(name)
    channel?.members.delete(uid)
    if (channel?.members.size === 0) this.channels.delete(name.toLowerCase())
  }

  /** A server, all behind it, and all their users. */
  split(sid: string): void {
    const gone = new Set([sid])
    for (const [id, { uplink }] of this.servers) if (gone.has(uplink)) gone.add(id)
    for (const id of gone) this.servers.delete(id)
    for (const uid of [...this.users.keys()]) if (gone.has(uid.slice(0, 3))) this.remove(uid)
  }
}

type Reader = (view: View, source: string, params: string[]) => void

const nothing: Reader = () => {}

/** Lines that change nothing of what is compared. */
const silent =
  `PASS CAPAB SVINFO NOTICE PRIVMSG TAGMSG ENCAP PING PONG EOB MLOCK ERROR GLOBOPS WALLOPS
  OPERWALL INVITE KNOCK BAN CERTFP METADATA OPER ECHO`.split(/\s+/)

const readers: Record<string, Reader> = {
  ...Object.fromEntries(silent.map((verb) => [verb, nothing])),
  SERVER: (view, source, [name = '', , sid = '']) =>
    view.servers.set(/^\d..$/.test(sid) ? sid : name, { name, uplink: source }),
  SID: (view, source, [name = '', , sid = '']) => view.servers.set(sid, { name, uplink: source }),
  SQUIT: (view, _, [sid = '']) => view.split(sid),
  EUID: (view, _, [nick, , ts, modes, user, host, , uid, , account]) =>
    view.users.set(uid!, seen(nick!, ts!, modes!, user!, host!, account!)),
  UID: (view, _, params) => introduce(view, params),
  NICK: (view, uid, [nick = '', ts]) => change(view, uid, { nick, ts: Number(ts) }),
  SAVE: (view, _, [uid = '', ts]) => {
    if (view.users.get(uid)?.ts === Number(ts)) change(view, uid, { nick: uid, ts: 100 })
  },
  QUIT: (view, uid) => view.remove(uid),
  KILL: (view, _, [uid = '']) => view.remove(uid),
  AWAY: (view, uid, [away = '']) => change(view, uid, { away }),
  CHGHOST: (view, _, [uid = '', host = '']) => change(view, uid, { host }),
  MODE: (view, uid, [target, modes = '']) => target === uid && change(view, uid, { modes }),
  SJOIN: (view, _, params) => sjoin(view, params),
  JOIN: (view, uid, [ts, name = '']) => join(view, uid, Number(ts), name),
  PART: (view, uid, [names = '']) => {
    for (const name of names.split(',')) view.leave(name, uid)
  },
  KICK: (view, _, [name = '', uid = '']) => view.leave(name, uid),
  TMODE: (view, _, [ts, name = '', ...changes]) => {
    const channel = view.channel(name)
    if (channel && Number(ts) <= channel.ts) changeModes(channel, changes)
  },
  BMASK: (view, _, [, name = '', letter, masks = '']) => {
    for (const mask of masks.split(' ')) view.channel(name)?.lists.add(`${letter} ${mask}`)
  },
  EBMASK: (view, _, [, name = '', letter, masks = '']) => {
    const words = masks.split(' ').filter((_, i) => i % 3 === 0)
    for (const mask of words) view.channel(name)?.lists.add(`${letter} ${mask}`)
  },
  TOPIC: (view, _, [name = '', text = '']) => topic(view, name, text),
  TB: (view, _, params) => topic(view, params[0] ?? '', params.at(-1) ?? ''),
  TBURST: (view, _, params) => topic(view, params[1] ?? '', params.at(-1) ?? ''),
  ETB: (view, _, params) => topic(view, params[1] ?? '', params.at(-1) ?? ''),
}

function seen(
  nick: string,
  ts: string,
  modes: string,
  user: string,
  host: string,
  account: string,
): SeenUser {
  return { nick, ts: Number(ts), modes, user, host, account, away: '' }
}

/** Nine parameters in Solanum's dialect, eleven in hybrid's, which knows the account. */
function introduce(view: View, params: string[]): void {
  const [nick = '', , ts = '', modes = '', user = '', host = ''] = params
  const isHybrid = params.length === 11
  const uid = params[isHybrid ? 8 : 7]!
  view.users.set(uid, seen(nick, ts, modes, user, host, isHybrid ? params[9]! : '*'))
}

function change(view: View, uid: string, changed: Partial<SeenUser>): void {
  const user = view.users.get(uid)
  if (user) Object.assign(user, changed)
}

function sjoin(view: View, params: string[]): void {
  const [ts = '', name = '', ...modes] = params.slice(0, -1)
  const key = name.toLowerCase()
  let channel = view.channels.get(key)
  if (!channel) {
    channel = {
      name,
      ts: Number(ts),
      modes: new Map(),
      lists: new Set(),
      members: new Map(),
      topic: '',
    }
    view.channels.set(key, channel)
  }
  if (Number(ts) < channel.ts) reset(channel, Number(ts))
  const counts = Number(ts) <= channel.ts
  if (counts && modes[0] !== '0') changeModes(channel, modes)
  for (const word of params.at(-1)!.split(' ').filter(Boolean)) {
    const uid = word.replace(/^[@%+~&]+/, '')
    const has = channel.members.get(uid) ?? new Set()
    if (!view.users.has(uid)) continue
    channel.members.set(uid, has)
    for (const sign of word.slice(0, word.length - uid.length)) if (counts) has.add(statusOf[sign]!)
  }
}

function reset(channel: SeenChannel, ts: number): void {
  channel.ts = ts
  channel.modes.clear()
  channel.lists.clear()
  for (const has of channel.members.values()) has.clear()
}

function join(view: View, uid: string, ts: number, name: string): void {
  const channel = view.channel(name)
  if (!channel) return
  if (ts < channel.ts) {
    channel.ts = ts
    channel.modes.clear()
    for (const has of channel.members.values()) has.clear()
  }
  if (!channel.members.has(uid)) channel.members.set(uid, new Set())
}

function changeModes(channel: SeenChannel, [letters = '', ...params]: string[]): void {
  let on = true
  for (const letter of letters) {
    if (letter === '+' || letter === '-') on = letter === '+'
    else if ('ohvqa'.includes(letter) && channel.members.has(params[0] ?? '')) {
      const has = channel.members.get(params.shift()!)!
      if (on) has.add(letter)
      else has.delete(letter)
    } else if (listModes.includes(letter)) {
      const entry = `${letter} ${params.shift()}`
      if (on) channel.lists.add(entry)
      else channel.lists.delete(entry)
    } else if (on) {
      channel.modes.set(letter, 'kljf'.includes(letter) ? (params.shift() ?? '') : '')
    } else {
      channel.modes.delete(letter)
      if (letter === 'k') params.shift()
    }
  }
}

function topic(view: View, name: string, text: string): void {
  const channel = view.channel(name)
  if (channel) channel.topic = text
}
