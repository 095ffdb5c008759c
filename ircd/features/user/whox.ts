/** WHO with chosen fields. https://ircv3.net/specs/extensions/whox */
import { RPL_WHOSPCRPL } from '#wire/numerics/presence.ts'
import type { Ask } from '../../core/ask.ts'
import type { Channel, User } from '../../core/network.ts'

export interface Whox {
  /** Known letters, in the order in which they are said. */
  fields: string[]
  token: string
}

interface Found {
  user: User
  channel: Channel | undefined
  flags: string
}

/** In the order of the answer, whatever the order of the question. */
const fields: Record<string, (ask: Ask, found: Found, token: string) => string | number> = {
  t: (_, __, token) => token,
  c: (_, { channel }) => channel?.name ?? '*',
  u: (_, { user }) => user.username,
  i: (ask, { user }) => (isOpen(ask, user) && user.ip ? user.ip : '255.255.255.255'),
  h: (_, { user }) => user.host,
  s: (_, { user }) => user.server.name,
  n: (_, { user }) => user.nick,
  f: (_, { flags }) => flags,
  d: () => 0,
  l: (ask, { user }) => (isIdleSeen(ask, user) ? Math.floor((ask.now - user.spokeAt) / 1000) : 0),
  a: (_, { user }) => user.account ?? '0',
  o: () => 'n/a',
  r: (_, { user }) => user.realname,
}

/** @param options what follows the mask in WHO; undefined where it asks for no fields. */
export function readWhox(options: string): Whox | undefined {
  const percent = options.indexOf('%')
  if (percent < 0) return undefined
  const [letters = '', token = ''] = options.slice(percent + 1).split(',')
  return {
    fields: Object.keys(fields).filter((letter) => letters.includes(letter)),
    token: /^\d{1,3}$/.test(token) ? token : '0',
  }
}

export function sayWhox(ask: Ask, whox: Whox, found: Found): void {
  ask.reply(RPL_WHOSPCRPL(...whox.fields.map((letter) => fields[letter]!(ask, found, whox.token))))
}

function isIdleSeen(ask: Ask, user: User): boolean {
  return !user.modes.has('I') || isOpen(ask, user)
}

/** Addresses are shown to operators, and one's own to oneself. */
function isOpen(ask: Ask, user: User): boolean {
  return user === ask.user || ask.can('see')
}
