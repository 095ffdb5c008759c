/** From a connection to a user: what must be there, and what a new user is told. */
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
import type { Ask } from '../../core/ask.ts'
import { connected } from '../../core/lifecycle.ts'
import type { Server } from '../../core/server.ts'
import { sayLusers } from '../network/lusers.ts'
import { sayMotd } from '../network/motd.ts'
import { sayUserModes } from '../user/user-mode.ts'
import { logIn } from './login.ts'

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
  const account = await ask.server.ports.accounts.login(name, rest.join(':'))
  if (account === undefined) {
    ask.reply(ERR_PASSWDMISMATCH())
    session.close('Password incorrect')
    return
  }
  logIn(ask, account)
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
  sayLusers(ask)
  sayMotd(ask)
  sayUserModes(ask)
}

function modeLetters({ book }: Server): [string, string, string] {
  const letters = [...book.modes.keys()].sort()
  const plain = (letter: string) => book.modes.get(letter) === 'flag'
  return [
    [...book.userModes.keys()].sort().join(''),
    letters.join(''),
    letters.filter((letter) => !plain(letter)).join(''),
  ]
}

/** More than thirteen tokens would be more parameters than a line may have. */
const tokensMax = 13

/** The same for everybody, so put together once. */
const isupports = new WeakMap<Server, Reply[]>()

export function sayIsupport({ server, reply }: Ask): void {
  const replies = isupports.get(server) ?? isupport(server)
  isupports.set(server, replies)
  reply(...replies)
}

/** https://modern.ircdocs.horse/#rplisupport-parameters */
function isupport(server: Server): Reply[] {
  const values = server.book.features.map(({ isupport }) => isupport?.(server) ?? {})
  const all: Record<string, string | number | true> = Object.assign({}, ...values)
  const tokens = Object.entries(all).map(([name, value]) => {
    return value === true ? name : `${name}=${escapeToken(value)}`
  })
  const replies: Reply[] = []
  for (let at = 0; at < tokens.length; at += tokensMax) {
    replies.push(RPL_ISUPPORT(...tokens.slice(at, at + tokensMax)))
  }
  return replies
}

/** A space would end the token. */
function escapeToken(value: string | number): string {
  return String(value).replaceAll('\\', '\\x5C').replaceAll(' ', '\\x20')
}
