/** Entries of ban lists made ready: read once, asked often. */
import { inRange, parseIp, parseRange } from '#wire/cidr.ts'
import { matches } from '#wire/mask.ts'
import type { Channel, ListEntry, User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { cut, headOf } from './mask.ts'

export interface Entry {
  /** What it does, by name; '' for a mask alone. */
  act: string
  /** What stands between the act and the mask, such as the channel of `~forward:`. */
  words: string
  /** Seconds since 1970 after which it no longer holds. */
  until: number
  volatile: boolean
  fits(who: Subject, channel: Channel): boolean
}

/** Somebody in all the forms that a mask may mean. */
export class Subject {
  readonly user: User
  /** `nick!user@host` with the host that is shown, the real one and the address, folded. */
  readonly forms: string[]
  /** The part before the host, folded. */
  readonly name: string
  readonly ip: bigint | undefined

  constructor(user: User, { net }: Server) {
    const { nick, username, host, realHost, ip } = user
    this.user = user
    this.name = net.fold(`${nick}!${username}`)
    this.forms = [...new Set([host, realHost, ip])]
      .filter(Boolean)
      .map((each) => `${this.name}@${net.fold(each)}`)
    this.ip = ip ? parseIp(ip) : undefined
  }
}

const entries = new WeakMap<ListEntry, Entry>()

/** The same object for an entry as long as that stands in a list. */
export function entryOf(listed: ListEntry, server: Server): Entry {
  const known = entries.get(listed)
  if (known) return known
  const entry = read(listed.mask, server, listed.at)
  entries.set(listed, entry)
  return entry
}

function read(mask: string, server: Server, at: number): Entry {
  const entry: Entry = {
    act: '',
    words: '',
    until: Number.POSITIVE_INFINITY,
    volatile: false,
    fits: plain(mask, server),
  }
  const head = headOf(mask, server.book)
  if (!head) return entry
  const { extban, not, value } = head
  const { matches: isFit } = extban
  if (isFit) {
    const fits: Entry['fits'] = ({ user }, channel) => isFit(value, user, channel, server) !== not
    return { ...entry, fits, volatile: extban.volatile ?? false }
  }
  const { words, rest } = cut(value, extban)
  const inner = extban.bare ? { ...entry, fits: () => true } : read(rest, server, at)
  if (extban.name === 'time') return { ...inner, until: at + Number(words) * 60 }
  return { ...inner, act: extban.name, words }
}

/** An ordinary mask; where its host is a range of addresses the address decides. */
function plain(mask: string, { net }: Server): Entry['fits'] {
  const folded = net.fold(mask)
  const at = folded.lastIndexOf('@')
  const range = parseRange(folded.slice(at + 1))
  const name = folded.slice(0, at)
  return ({ forms, name: itsName, ip }) => {
    const near = range !== undefined && ip !== undefined && inRange(ip, range)
    return (near && matches(name, itsName)) || forms.some((form) => matches(folded, form))
  }
}
