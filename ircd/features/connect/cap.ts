import { fit } from '#wire/fit.ts'
import { messageFrom } from '#wire/message.ts'
import { ERR_INVALIDCAPCMD } from '#wire/numerics.ts'
import { pack } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import type { Cap } from '../../core/book.ts'
import { feature } from '../../core/feature.ts'
import type { Server } from '../../core/server.ts'
import type { Session } from '../../core/session.ts'
import { register } from './registration.ts'
import { abandonSasl } from './sasl.ts'

/** Bytes of names in one line of a list; the rest of the 512 is room for the line's beginning. */
const listBytesMax = 400
/** Bytes of the names in the one line of an older client, beside a server's name and a nick. */
const oldBytesMax = 370

/**
 * Capability negotiation. `cap-notify` is implied by version 302 and cannot be given back there.
 * https://ircv3.net/specs/extensions/capability-negotiation
 */
export default feature({
  cap: 'cap-notify',
  commands: {
    CAP: {
      help: '<LS, LIST, REQ or END> …\nNegotiates capabilities; clients do this by themselves.',
      from: 'anyone',
      min: 1,
      run(ask, sub = '', text = '') {
        const answer = subcommands[sub.toUpperCase()]
        if (!answer) return ask.reply(ERR_INVALIDCAPCMD(sub))
        return answer(ask, text)
      },
    },
  },
})

const subcommands: Record<string, (ask: Ask, text: string) => void | Promise<void>> = {
  LS: list,
  LIST: (ask) => {
    sayList(ask, 'LIST', ask.session.enabledCaps(), ask.session.capVersion >= 302)
  },
  REQ: request,
  END: (ask) => {
    if (ask.session.registered) return
    if (ask.session.holds.has('SASL')) abandonSasl(ask)
    ask.session.holds.delete('CAP')
    return register(ask)
  },
}

function list(ask: Ask, version: string): void {
  const { session } = ask
  if (!session.registered) session.holds.add('CAP')
  session.capVersion = Math.max(session.capVersion, Number.parseInt(version, 10) || 301)
  if (session.capVersion >= 302) session.enable('cap-notify', true)
  const modern = version !== '' && session.capVersion >= 302
  const names = offered(ask.server)
    .filter(({ feature }) => modern || !feature.capInforms)
    .map((cap) => (modern ? withValue(cap, ask.server, session) : cap.name))
  sayList(ask, 'LS', names, modern)
}

function offered(server: Server): Cap[] {
  return [...server.book.caps.values()].filter((cap) => isOffered(server, cap))
}

function isOffered(server: Server, { feature }: Cap): boolean {
  return feature.capOffered?.(server) ?? true
}

function withValue({ name, feature }: Cap, server: Server, session: Session): string {
  const value = feature.capValue?.(server, session)
  return value === undefined ? name : `${name}=${value}`
}

/**
 * Several lines where the client can read them. Older clients get one: what does not fit in it,
 * drafts and the like first, they are not told of.
 */
function sayList(ask: Ask, sub: string, names: string[], several: boolean): void {
  const lines = several ? pack(names, listBytesMax) : pack(ratifiedFirst(names), oldBytesMax)
  if (!several) lines.splice(1)
  if (!lines.length) lines.push('')
  lines.forEach((line, i) => {
    const more = i < lines.length - 1 ? ['*'] : []
    sayCap(ask, sub, ...more, line)
  })
}

function ratifiedFirst(names: string[]): string[] {
  const isDraft = (name: string) => name.includes('/')
  return [...names.filter((name) => !isDraft(name)), ...names.filter(isDraft)]
}

/** All or nothing: one capability that cannot be switched refuses the whole request. */
function request(ask: Ask, text: string): void {
  const { session, server } = ask
  if (!session.registered) session.holds.add('CAP')
  const wishes = text
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const on = word[0] !== '-'
      return { name: on ? word : word.slice(1), on }
    })
  const possible = wishes.every(({ name, on }) => (on ? canTake : canDrop)(ask, name))
  if (!possible || clash(ask, wishes)) return sayCap(ask, 'NAK', text)
  // The answer is in the dialect that both have: neither what is given back nor what is new.
  const last = new Map(wishes.map(({ name, on }) => [name, on]))
  for (const [name, on] of last) if (!on) session.enable(name, false)
  for (const line of pack(text.split(' ').filter(Boolean), listBytesMax)) sayCap(ask, 'ACK', line)
  if (!wishes.length) sayCap(ask, 'ACK', '')
  const taken = [...last].filter(([name, on]) => on && !session.has(name))
  for (const [name] of taken) session.enable(name, true)
  if (!session.registered) return
  for (const [name] of taken) server.book.caps.get(name)?.feature.capTaken?.(ask)
}

/** Whether two capabilities would be enabled that exclude each other. */
function clash({ session, server }: Ask, wishes: { name: string; on: boolean }[]): boolean {
  const enabled = new Set(session.enabledCaps())
  for (const { name, on } of wishes) {
    if (on) enabled.add(name)
    else enabled.delete(name)
  }
  return [...enabled].some((name) => {
    const other = server.book.caps.get(name)?.feature.capExcludes
    return other !== undefined && enabled.has(other)
  })
}

function canTake({ server }: Ask, name: string): boolean {
  const cap = server.book.caps.get(name)
  return cap !== undefined && !cap.feature.capInforms && isOffered(server, cap)
}

function canDrop({ session, server }: Ask, name: string): boolean {
  if (name === 'cap-notify') return session.capVersion < 302
  const cap = server.book.caps.get(name)
  return cap !== undefined && !cap.feature.capInforms
}

function sayCap(ask: Ask, ...params: string[]): void {
  ask.say(fit(messageFrom(ask.net.me.name, 'CAP', ask.user.nick || '*', ...params)))
}

/** What is offered, with its value as somebody reads it: for finding what has changed. */
export function offeredNow(server: Server): Map<string, string> {
  const [session] = server.sessions
  if (!session) return new Map()
  return new Map(offered(server).map((cap) => [cap.name, withValue(cap, server, session)]))
}

/** Tells those who want to know that a capability came, changed its value, or went. */
export function announceCap(server: Server, name: string): void {
  const cap = server.book.caps.get(name)!
  const on = isOffered(server, cap)
  for (const session of server.sessions) {
    if (!on) session.enable(name, false)
    if (!session.has('cap-notify') || (!on && cap.feature.capInforms)) continue
    const text = on ? withValue(cap, server, session) : name
    const nick = session.user.nick || '*'
    session.say(messageFrom(server.net.me.name, 'CAP', nick, on ? 'NEW' : 'DEL', text))
  }
}
