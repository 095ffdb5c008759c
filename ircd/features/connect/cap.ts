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

/**
 * Capability negotiation. `cap-notify` is implied by version 302 and cannot be given back there.
 * https://ircv3.net/specs/extensions/capability-negotiation
 */
export default feature({
  cap: 'cap-notify',
  commands: {
    CAP: {
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
  const names = offered(ask.server).map((cap) =>
    modern ? withValue(cap, ask.server, session) : cap.name,
  )
  sayList(ask, 'LS', names, modern)
}

function offered(server: Server): Cap[] {
  return [...server.book.caps.values()].filter(
    ({ feature }) => feature.capOffered?.(server) ?? true,
  )
}

function withValue({ name, feature }: Cap, server: Server, session: Session): string {
  const value = feature.capValue?.(server, session)
  return value === undefined ? name : `${name}=${value}`
}

/** Several lines where the client can read them; older clients get one, however long. */
function sayList(ask: Ask, sub: string, names: string[], several: boolean): void {
  const lines = several ? pack(names, listBytesMax) : [names.join(' ')]
  if (!lines.length) lines.push('')
  lines.forEach((line, i) => {
    const more = i < lines.length - 1 ? ['*'] : []
    sayCap(ask, sub, ...more, line)
  })
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
  const names = new Set(offered(server).map(({ name }) => name))
  const possible = wishes.every(({ name, on }) => (on ? names.has(name) : canDrop(ask, name)))
  if (!possible) return sayCap(ask, 'NAK', text)
  for (const { name, on } of wishes) session.enable(name, on)
  for (const line of pack(text.split(' ').filter(Boolean), listBytesMax)) sayCap(ask, 'ACK', line)
  if (!wishes.length) sayCap(ask, 'ACK', '')
}

function canDrop({ session, server }: Ask, name: string): boolean {
  if (name === 'cap-notify') return session.capVersion < 302
  return server.book.caps.has(name)
}

function sayCap(ask: Ask, ...params: string[]): void {
  ask.say(fit(messageFrom(ask.net.me.name, 'CAP', ask.user.nick || '*', ...params)))
}

/** Tells those who want to know that a capability came, changed its value, or went. */
export function announceCap(server: Server, name: string): void {
  const cap = server.book.caps.get(name)!
  const on = cap.feature.capOffered?.(server) ?? true
  for (const session of server.sessions) {
    if (!on) session.enable(name, false)
    if (!session.has('cap-notify')) continue
    const text = on ? withValue(cap, server, session) : name
    const nick = session.user.nick || '*'
    session.say(messageFrom(server.net.me.name, 'CAP', nick, on ? 'NEW' : 'DEL', text))
  }
}
