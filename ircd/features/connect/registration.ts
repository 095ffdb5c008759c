/** From a connection to a user: what must be there, and what a new user is told. */
import type { Message } from '#wire/message.ts'
import {
  ERR_NICKNAMEINUSE,
  ERR_PASSWDMISMATCH,
  type Reply,
  RPL_CREATED,
  RPL_ISUPPORT,
  RPL_MYINFO,
  RPL_WELCOME,
  RPL_YOURHOST,
} from '#wire/numerics.ts'
import { byteLength } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import type { TurnedAway } from '../../core/feature.ts'
import { connected } from '../../core/lifecycle.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import type { Session } from '../../core/session.ts'
import { isOpenToAll, logInProved, secureOnly } from './login.ts'

/**
 * Completes the registration when nothing is missing any more: NICK, USER, CAP END, SASL's end.
 * Called by each of those.
 */
export function register(ask: Ask): void | Promise<void> {
  const { session, user } = ask
  if (session.registered || session.closed || session.holds.size) return
  if (!user.nick || !user.username) return
  if (session.password?.includes(':') && !user.account) return registerWithPassword(ask)
  session.password = undefined
  if (ask.net.user(user.nick)) {
    ask.reply(ERR_NICKNAMEINUSE(user.nick))
    user.nick = ''
    return
  }
  return vet(ask, 0)
}

/** Asks one feature after the other; nearly all answer at once. */
function vet(ask: Ask, from: number): void | Promise<void> {
  const { vets } = ask.server.book
  for (let i = from; i < vets.length; i++) {
    const verdict = vets[i]!(ask)
    if (verdict instanceof Promise) {
      return verdict.then((found) => (found ? turnAway(ask, found) : vet(ask, i + 1)))
    }
    if (verdict) return turnAway(ask, verdict)
  }
  return enter(ask)
}

function turnAway(ask: Ask, { reply, reason }: TurnedAway): void {
  if (reply) ask.reply(reply)
  if (reason !== undefined) ask.session.close(reason)
}

function enter(ask: Ask): void {
  const { session, user } = ask
  // What let it wait was not always a line of its own, so it may have said more meanwhile.
  if (session.closed || session.registered || !user.nick) return
  if (ask.net.user(user.nick)) {
    // Somebody else was faster, while this one was looked at.
    ask.reply(ERR_NICKNAMEINUSE(user.nick))
    user.nick = ''
    return
  }
  if (user.secure) user.modes.add('Z')
  session.registered = true
  ask.commit(connected, {})
  welcome(ask)
}

/** COMPAT: `PASS account:password` is SASL for clients that know only a server password. */
async function registerWithPassword(ask: Ask): Promise<void> {
  const { session } = ask
  const [name = '', ...rest] = session.password!.split(':')
  session.password = undefined
  if (isOpenToAll(ask.server, ask.user)) {
    ask.reply(ERR_PASSWDMISMATCH())
    return session.close(secureOnly)
  }
  const proof = await ask.server.ports.accounts.login(name, rest.join(':'))
  if (!proof || 'barred' in proof) {
    ask.server.ports.tell('login failed', { ip: ask.user.ip, nick: ask.user.nick })
    ask.reply(ERR_PASSWDMISMATCH())
    session.close(proof?.why ?? 'Password incorrect')
    return
  }
  logInProved(ask, proof)
  return register(ask)
}

function welcome(ask: Ask): void {
  const { server, user } = ask
  const { network, server: name, version } = server.settings
  ask.reply(
    RPL_WELCOME(network, user.mask),
    RPL_YOURHOST(name, version),
    RPL_CREATED(new Date(server.startedAt).toUTCString()),
    RPL_MYINFO(name, version, ...modeLetters(server)),
  )
  sayIsupport(ask)
  for (const welcomes of server.book.welcomes) welcomes(ask)
}

/** Every letter there is: the same for everybody, so put together once. */
const modeLetters = perServer(({ book }): [string, string, string] => {
  const letters = [...book.modes.keys()].sort()
  const plain = (letter: string) => {
    const mode = book.modes.get(letter)
    return mode === 'flag' || mode?.type === 'flag'
  }
  return [
    [...book.userModes.keys()].sort().join(''),
    letters.join(''),
    letters.filter((letter) => !plain(letter)).join(''),
  ]
})

/** More than thirteen tokens would be more parameters than a line may have. */
const tokensMax = 13
/** Bytes of the tokens of a line, beside the longest names of a server and a user. */
const tokensBytesMax = 340

/** The same for everybody, so put together once. */
const isupports = new WeakMap<Server, Reply[]>()

export function sayIsupport(ask: Ask): void {
  const { server, session } = ask
  const replies = isupports.get(server) ?? isupport(server)
  isupports.set(server, replies)
  for (const line of supportLines(session, replies)) ask.say(line)
}

/** As a batch to who wants one. */
export function supportLines(session: Session, replies: Reply[]): Message[] {
  const lines = replies.map((reply) => session.line(reply))
  const batched = session.has('draft/extended-isupport')
  return batched ? session.batch('draft/isupport', [], lines) : lines
}

/** The tokens as they are now, and from now on said to everybody. */
export function supportTokens(server: Server): string[] {
  isupports.delete(server)
  const values = server.book.features.map(({ isupport }) => isupport?.(server) ?? {})
  const all: Record<string, string | number | true> = Object.assign({}, ...values)
  return Object.entries(all).map(([name, value]) => {
    return value === true ? name : `${name}=${escapeToken(value)}`
  })
}

/** https://modern.ircdocs.horse/#rplisupport-parameters */
function isupport(server: Server): Reply[] {
  return supportReplies(supportTokens(server))
}

/** A line that had to be shortened would tell something untrue: neither tokens nor bytes exceed. */
export function supportReplies(tokens: string[]): Reply[] {
  const lines: string[][] = []
  let room = 0
  for (const token of tokens) {
    const bytes = byteLength(token) + 1
    if (bytes > room || lines.at(-1)?.length === tokensMax) {
      lines.push([])
      room = tokensBytesMax
    }
    lines.at(-1)!.push(token)
    room -= bytes
  }
  return lines.map((line) => ({ ...RPL_ISUPPORT(...line), sound: true }))
}

/** A space would end the token. */
function escapeToken(value: string | number): string {
  return String(value).replaceAll('\\', '\\x5C').replaceAll(' ', '\\x20')
}
