/** What a TS6 server that knows nothing of the fence keeps: it applies whatever arrives. */

export const flagLetters = 'imnpst'

export interface PUser {
  uid: string
  nick: string
  ts: number
  username: string
  host: string
  realname: string
  away: string
  modes: Set<string>
}

export interface PChannel {
  name: string
  ts: number
  flags: Set<string>
  k: string
  l: string
  lists: Set<string>
  topic: string
  topicAt: number
  members: Map<string, Set<string>>
}

export class PState {
  readonly faults: string[] = []
  readonly servers = new Map<string, { name: string; up: string }>()
  readonly users = new Map<string, PUser>()
  readonly channels = new Map<string, PChannel>()

  nick(nick: string): PUser | undefined {
    const folded = nick.toLowerCase()
    for (const user of this.users.values()) if (user.nick.toLowerCase() === folded) return user
    return undefined
  }

  find(word: string): PUser | undefined {
    return this.users.get(word) ?? this.nick(word)
  }

  make(name: string, ts: number): PChannel {
    const channel: PChannel = {
      name,
      ts,
      flags: new Set(),
      k: '',
      l: '',
      lists: new Set(),
      topic: '',
      topicAt: 0,
      members: new Map(),
    }
    this.channels.set(name, channel)
    return channel
  }

  leave(channel: PChannel, uid: string): void {
    channel.members.delete(uid)
    if (!channel.members.size) this.channels.delete(channel.name)
  }

  remove(uid: string): void {
    this.users.delete(uid)
    for (const channel of [...this.channels.values()]) {
      if (channel.members.has(uid)) this.leave(channel, uid)
    }
  }

  /** A server is gone, with all behind it. */
  split(sid: string): void {
    for (const [each, { up }] of [...this.servers]) if (up === sid) this.split(each)
    this.servers.delete(sid)
    for (const uid of [...this.users.keys()]) if (uid.startsWith(sid)) this.remove(uid)
  }

  /** The channel is older than was known. */
  reset(channel: PChannel, ts: number, lists: boolean): void {
    channel.ts = ts
    channel.flags.clear()
    channel.k = channel.l = ''
    if (lists) channel.lists.clear()
    for (const statuses of channel.members.values()) statuses.clear()
  }

  /** What an SJOIN of the same age brings. */
  merge(channel: PChannel, letters: string, params: string[]): void {
    for (const letter of letters) {
      if (flagLetters.includes(letter)) channel.flags.add(letter)
      else if (letter === 'k') channel.k = [channel.k, params.shift()!].sort().at(-1)!
      else if (letter === 'l')
        channel.l = String(Math.max(Number(channel.l), Number(params.shift())))
      else if (letter !== '+' && letter !== '0') this.faults.push(`SJOIN with ${letter}`)
    }
  }

  switch(channel: PChannel, letters: string, params: string[]): void {
    if (/[^-+imnpstklbov]/.test(letters)) this.faults.push(`TMODE with ${letters}`)
    let on = true
    for (const letter of letters) {
      if (letter === '+' || letter === '-') on = letter === '+'
      else if (flagLetters.includes(letter)) {
        if (on) channel.flags.add(letter)
        else channel.flags.delete(letter)
      } else if (letter === 'k') {
        const key = params.shift()!
        channel.k = on ? key : ''
      } else if (letter === 'l') channel.l = on ? params.shift()! : ''
      else if (letter === 'b') {
        if (on) channel.lists.add(params.shift()!)
        else channel.lists.delete(params.shift()!)
      } else {
        const statuses = channel.members.get(params.shift()!)
        if (on) statuses?.add(letter)
        else statuses?.delete(letter)
      }
    }
  }
}

export function switchModes({ modes }: PUser, letters: string): void {
  let on = true
  for (const letter of letters) {
    if (letter === '+' || letter === '-') on = letter === '+'
    else if (on) modes.add(letter)
    else modes.delete(letter)
  }
}

export function signs(statuses: Set<string>): string {
  return (statuses.has('o') ? '@' : '') + (statuses.has('v') ? '+' : '')
}

export function modesOf({ flags, k, l }: PChannel): string {
  const letters = [...flags].join('') + (k ? 'k' : '') + (l ? 'l' : '')
  return [`+${letters}`, ...(k ? [k] : []), ...(l ? [l] : [])].join(' ')
}

export function newUser(uid: string, ts: number): PUser {
  const nick = `p${uid.slice(0, 3).toLowerCase()}${uid.slice(-3)}`
  const face = { username: 'p', host: 'passive.example', realname: 'somebody' }
  return { uid, nick, ts, ...face, away: '', modes: new Set(['i']) }
}
