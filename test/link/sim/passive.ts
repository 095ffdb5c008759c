/**
 * A server of another kind, as far as it was measured: TS6 in Solanum's dialect, without a fence. It
 * applies what arrives, checks TOPIC again, keeps the older topic of TB and the newer of ETB, and
 * stores no status of SJOIN for who is inside already.
 */
import { parse } from '#wire/message.ts'
import type { LinkSink } from '../../../ircd/link/terms.ts'
import {
  channels,
  masks,
  nicks,
  type SimNode,
  type SimPeer,
  type Snapshot,
  type Step,
} from './node.ts'
import {
  flagLetters,
  modesOf,
  newUser,
  type PChannel,
  PState,
  type PUser,
  signs,
  switchModes,
} from './passive-state.ts'

const tokens = 'BAN CHW EBMASK ENCAP EOPMOD EUID EX IE KNOCK MLOCK QS SAVE SERVICES STAG TB'

export class PassiveNode implements SimNode {
  readonly ours = false
  readonly name: string
  readonly sid: string
  readonly state = new PState()
  readonly #now: () => number
  #sink: LinkSink | undefined
  #uplink = ''
  #told = false
  #count = 0
  readonly faults: string[] = []

  constructor(name: string, sid: string, now: () => number) {
    this.name = name
    this.sid = sid
    this.#now = now
  }

  get #seconds(): number {
    return Math.floor(this.#now() / 1000)
  }

  open(sink: LinkSink, dials: string | undefined): SimPeer {
    this.#sink = sink
    this.#uplink = ''
    this.#told = false
    if (dials !== undefined) this.#greet()
    return {
      receive: (line) => {
        if (sink === this.#sink) this.#hear(line)
      },
      closed: () => {
        if (sink !== this.#sink) return
        this.#sink = undefined
        if (this.#uplink) this.state.split(this.#uplink)
      },
    }
  }

  #say(line: string): void {
    if (this.#sink && (this.#uplink || /^(PASS|CAPAB|SERVER)/.test(line))) this.#sink.push(line)
  }

  #greet(): void {
    this.#say(`PASS secret TS 6 :${this.sid}`)
    this.#say(`CAPAB :${tokens}`)
    this.#say(`SERVER ${this.name} 1 :a passive server`)
    this.#told = true
  }

  #burst(): void {
    const own = [...this.state.users.values()].filter(({ uid }) => uid.startsWith(this.sid))
    this.#say(`SVINFO 6 6 0 :${this.#seconds}`)
    for (const user of own) this.#introduce(user)
    for (const channel of this.state.channels.values()) {
      const { name, ts, members, lists, topic, topicAt } = channel
      const inside = [...members].map(([uid, statuses]) => signs(statuses) + uid)
      this.#say(`:${this.sid} SJOIN ${ts} ${name} ${modesOf(channel)} :${inside.join(' ')}`)
      const entries = [...lists].map((mask) => `${mask} 1 x`)
      if (entries.length) this.#say(`:${this.sid} EBMASK ${ts} ${name} b :${entries.join(' ')}`)
      if (topic) this.#say(`:${this.sid} TB ${name} ${topicAt} x :${topic}`)
    }
    this.#say(`PING :${this.sid}`)
  }

  #introduce({ uid, nick, ts, username, host, realname, modes, away }: PUser): void {
    const letters = [...modes].join('')
    const face = `${username} ${host} 0 ${uid} * *`
    this.#say(`:${this.sid} EUID ${nick} 1 ${ts} +${letters} ${face} :${realname}`)
    if (away) this.#say(`:${uid} AWAY :${away}`)
  }

  #hear(text: string): void {
    const line = parse(text)
    if (!line) return
    const { source = this.#uplink, verb, params } = line
    if (!this.#uplink && !['PASS', 'CAPAB', 'SERVER'].includes(verb)) return
    if (new TextEncoder().encode(text.replace(/^@\S+ /, '')).length > 510) {
      this.faults.push(`too long: ${text}`)
    }
    const heard = this.#verbs[verb]
    if (heard) heard.call(this, params, source)
    else if (
      !['SVINFO', 'PONG', 'ENCAP', 'PRIVMSG', 'OPER', 'ERROR', 'INVITE', 'WALLOPS'].includes(verb)
    ) {
      this.faults.push(`unknown to a server of another kind: ${text}`)
    }
  }

  #pass = ''
  readonly #verbs: Record<string, (params: string[], source: string) => void> = {
    PASS: ([, , , sid = '']) => {
      this.#pass = sid
    },
    CAPAB: () => {},
    SERVER: ([name = '']) => {
      if (!this.#told) this.#greet()
      this.#uplink = this.#pass
      this.state.servers.set(this.#pass, { name, up: this.sid })
      this.#burst()
    },
    SID: ([name = '', , sid = ''], source) => this.state.servers.set(sid, { name, up: source }),
    SQUIT: ([sid = '']) => this.state.split(sid),
    PING: (_, source) => this.#say(`:${this.sid} PONG ${this.name} :${source}`),
    EUID: (params) => this.#arrive(params),
    NICK: ([nick = '', ts = ''], source) => {
      const user = this.state.users.get(source)
      if (user) this.#rename(user, nick, Number(ts))
    },
    SAVE: ([uid = '', ts = '']) => {
      const user = this.state.users.get(uid)
      if (user?.ts === Number(ts)) this.#save(user, false)
    },
    QUIT: (_, source) => this.state.remove(source),
    KILL: ([uid = '']) => this.state.remove(uid),
    AWAY: ([text = ''], source) => {
      const user = this.state.users.get(source)
      if (user) user.away = text
    },
    MODE: ([, letters = ''], source) => {
      const user = this.state.users.get(source)
      if (user) switchModes(user, letters)
    },
    CHGHOST: ([uid = '', host = '']) => {
      const user = this.state.users.get(uid)
      if (user) user.host = host
    },
    JOIN: ([ts = '', name = ''], source) => {
      if (!this.state.users.has(source)) return
      const channel = this.state.channels.get(name) ?? this.state.make(name, Number(ts))
      if (Number(ts) < channel.ts) this.state.reset(channel, Number(ts), false)
      if (!channel.members.has(source)) channel.members.set(source, new Set())
    },
    SJOIN: (params) => this.#sjoin(params),
    PART: ([name = ''], source) => {
      const channel = this.state.channels.get(name)
      if (channel) this.state.leave(channel, source)
    },
    KICK: ([name = '', uid = '']) => {
      const channel = this.state.channels.get(name)
      if (channel) this.state.leave(channel, uid)
    },
    TMODE: ([ts = '', name = '', letters = '', ...rest]) => {
      const channel = this.state.channels.get(name)
      if (channel && Number(ts) <= channel.ts) this.state.switch(channel, letters, rest)
    },
    EBMASK: ([ts = '', name = '', , words = '']) => {
      const channel = this.state.channels.get(name)
      if (!channel || Number(ts) > channel.ts) return
      const all = words.split(' ')
      for (let i = 0; i < all.length; i += 3) channel.lists.add(all[i]!)
    },
    TB: ([name = '', ts = '', , text = '']) => {
      const channel = this.state.channels.get(name)
      if (!channel || !text || (channel.topic && channel.topicAt <= Number(ts))) return
      if (channel.topic === text) return
      channel.topic = text
      channel.topicAt = Number(ts)
    },
    ETB: ([of = '', name = '', ts = '', , text = '']) => {
      const channel = this.state.channels.get(name)
      if (!channel) return
      const newer = Number(of) === channel.ts && Number(ts) > channel.topicAt
      if (channel.topic && Number(of) >= channel.ts && !newer) return
      channel.topic = text
      channel.topicAt = Number(ts)
    },
  }

  #arrive([
    nick = '',
    ,
    ts = '',
    modes = '',
    username = '',
    host = '',
    ,
    uid = '',
    ,
    ,
    realname = '',
  ]: string[]): void {
    const user: PUser = {
      uid,
      nick,
      ts: Number(ts),
      username,
      host,
      realname,
      away: '',
      modes: new Set(),
    }
    switchModes(user, modes)
    if (!this.#collide(user, nick, Number(ts))) {
      this.#say(`:${this.sid} SAVE ${uid} ${ts}`)
      user.nick = uid
      user.ts = 100
    }
    this.state.users.set(uid, user)
  }

  #rename(user: PUser, nick: string, ts: number): void {
    if (this.#collide(user, nick, ts)) {
      user.nick = nick
      user.ts = ts
      return
    }
    this.#say(`:${this.sid} SAVE ${user.uid} ${ts}`)
    user.nick = user.uid
    user.ts = 100
  }

  /** @returns whether the newcomer may have the nick. */
  #collide(user: PUser, nick: string, ts: number): boolean {
    const existing = this.state.nick(nick)
    if (!existing || existing.uid === user.uid) return true
    const same = user.username === existing.username && user.host === existing.host
    if (ts === existing.ts) {
      this.#save(existing, true)
      return false
    }
    if (ts < existing.ts === same) return false
    this.#save(existing, true)
    return true
  }

  #save(user: PUser, tell: boolean): void {
    if (user.nick === user.uid) return
    if (tell) this.#say(`:${this.sid} SAVE ${user.uid} ${user.ts}`)
    user.nick = user.uid
    user.ts = 100
  }

  #sjoin([first = '', name = '', letters = '', ...rest]: string[]): void {
    const ts = Number(first)
    const known = this.state.channels.get(name)
    const channel = known ?? this.state.make(name, ts)
    if (ts < channel.ts) this.state.reset(channel, ts, true)
    const counts = ts <= channel.ts
    if (counts) this.state.merge(channel, letters, rest.slice(0, -1))
    for (const word of rest.at(-1)!.split(' ')) {
      const [, marks = '', uid = ''] = /^([@+]*)(.*)$/.exec(word) ?? []
      if (!this.state.users.has(uid) || channel.members.has(uid)) continue
      const statuses = new Set<string>()
      if (counts && marks.includes('@')) statuses.add('o')
      if (counts && marks.includes('+')) statuses.add('v')
      channel.members.set(uid, statuses)
    }
    if (!channel.members.size) this.state.channels.delete(name)
  }

  act({ what, who, where, whom, value }: Step): void {
    const own = [...this.state.users.values()].filter(({ uid }) => uid.startsWith(this.sid))
    const act = what % 22
    if (!own.length || (act === 19 && own.length < 5)) return this.#connect()
    const user = own[who % own.length]!
    const name = channels[where % channels.length]!
    const channel = this.state.channels.get(name)
    if (act < 2 && !channel?.members.has(user.uid)) return this.#join(user, name)
    if (act === 11 || act === 12) return this.#take(user, nicks[whom % nicks.length]!)
    if (act === 15) return this.#leaveKeyboard(user, value)
    if (act === 18) {
      this.#say(`:${user.uid} QUIT :bye`)
      return this.state.remove(user.uid)
    }
    if (channel) this.#operate(user, channel, act, whom, value)
  }

  #operate(user: PUser, channel: PChannel, act: number, whom: number, value: number): void {
    const inside = [...channel.members.keys()].sort()
    const victim = inside[whom % inside.length]!
    const on = value % 2 === 1
    const change = (is: boolean, letter: string, ...params: string[]) => {
      if (is === on) return
      const words = [(on ? '+' : '-') + letter, ...params]
      this.state.switch(channel, words[0]!, [...params])
      this.#say(`:${user.uid} TMODE ${channel.ts} ${channel.name} ${words.join(' ')}`)
    }
    const statuses = channel.members.get(victim)!
    const flag = flagLetters[whom % 6]!
    const mask = masks[whom % masks.length]!
    if (act === 2 || act === 3) this.#takeOut(user, channel, act === 2 ? user.uid : victim)
    else if (act === 4) change(statuses.has('o'), 'o', victim)
    else if (act === 5) change(statuses.has('v'), 'v', victim)
    else if (act === 6) change(channel.flags.has(flag), flag)
    else if (act === 7) change(channel.lists.has(mask), 'b', mask)
    else if (act === 8 && on) change(false, 'l', String(1 + (value % 20)))
    else if (act === 8) change(channel.l !== '', 'l')
    else if (act === 9)
      change(!on && channel.k !== '', 'k', on ? `key${value % 5}` : channel.k || '*')
    else if (act === 10) this.#setTopic(user, channel, value % 4 ? `topic ${value % 7}` : '')
  }

  #takeOut(user: PUser, channel: PChannel, victim: string): void {
    if (!channel.members.has(victim)) return
    const { name } = channel
    if (victim === user.uid) this.#say(`:${user.uid} PART ${name} :bye`)
    else this.#say(`:${user.uid} KICK ${name} ${victim} :out`)
    this.state.leave(channel, victim)
  }

  #setTopic(user: PUser, channel: PChannel, text: string): void {
    channel.topic = text
    channel.topicAt = this.#seconds
    this.#say(`:${user.uid} TOPIC ${channel.name} :${text}`)
  }

  #take(user: PUser, nick: string): void {
    if (this.state.nick(nick)) return
    user.nick = nick
    user.ts = this.#seconds
    this.#say(`:${user.uid} NICK ${nick} :${user.ts}`)
  }

  #leaveKeyboard(user: PUser, value: number): void {
    user.away = value % 2 ? `away ${value % 3}` : ''
    this.#say(`:${user.uid} AWAY${user.away ? ` :${user.away}` : ''}`)
  }

  #join(user: PUser, name: string): void {
    const known = this.state.channels.get(name)
    const channel = known ?? this.state.make(name, this.#seconds)
    channel.members.set(user.uid, new Set(known ? [] : ['o']))
    if (known) return this.#say(`:${user.uid} JOIN ${channel.ts} ${name} +`)
    for (const letter of 'nt') channel.flags.add(letter)
    this.#say(`:${this.sid} SJOIN ${channel.ts} ${name} +nt :@${user.uid}`)
  }

  #connect(): void {
    const n = (Math.floor(this.#now() / 1000) * 16 + this.#count++) % 36 ** 5
    const user = newUser(
      `${this.sid}B${n.toString(36).toUpperCase().padStart(5, '0')}`,
      this.#seconds,
    )
    this.state.users.set(user.uid, user)
    this.#introduce(user)
  }

  snapshot(): Snapshot {
    const users: Snapshot['users'] = {}
    for (const { uid, nick, ts, username, host, away } of this.state.users.values()) {
      users[uid] = [nick, ts, username, host, away].join('|')
    }
    const all: Snapshot['channels'] = {}
    for (const { name, ts, flags, k, l, members, lists, topic } of this.state.channels.values()) {
      const modes = [...flags, ...(k ? [`k${k}`] : []), ...(l ? [`l${l}`] : [])]
      all[name] = {
        ts,
        modes: modes.sort().join(' '),
        members: [...members]
          .map(([uid, s]) => uid + [...s].sort().join(''))
          .sort()
          .join(' '),
        topic,
        lists: [...lists]
          .map((mask) => `b${mask}`)
          .sort()
          .join(' '),
      }
    }
    return { servers: [this.sid, ...this.state.servers.keys()].sort(), users, channels: all }
  }

  wrong(): string[] {
    return [...this.faults, ...this.state.faults]
  }
}
