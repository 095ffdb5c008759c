import { isNick } from '#wire/names.ts'
import {
  ERR_TOOMANYWATCH,
  RPL_CLEARWATCH,
  RPL_ENDOFWATCHLIST,
  RPL_GONEAWAY,
  RPL_LOGOFF,
  RPL_LOGON,
  RPL_NOTAWAY,
  RPL_NOWISAWAY,
  RPL_NOWOFF,
  RPL_NOWON,
  RPL_REAWAY,
  RPL_WATCHLIST,
  RPL_WATCHOFF,
  RPL_WATCHSTAT,
} from '#wire/numerics/presence.ts'
import { ERR_ERRONEUSNICKNAME, type Reply } from '#wire/numerics.ts'
import { pack } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { feature, reaction } from '../../core/feature.ts'
import { connected, quit } from '../../core/lifecycle.ts'
import type { User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import type { Session } from '../../core/session.ts'
import { nickChanged } from '../connect/nick.ts'
import { awayChanged } from './away.ts'
import { Lookout, type Wish } from './lookout.ts'

/** Bytes of nicks in one line. */
const nicksBytesMax = 400

const watches = perServer(({ net }) => new Lookout(net.fold))

/** Absences of those who are away already, which read differently when only the text changes. */
const absent = new WeakSet<User>()

/**
 * COMPAT: MONITOR for older clients. After an `A` in the same command it tells of absences too.
 * https://docs.inspircd.org/4/modules/watch/
 */
export default feature({
  commands: {
    WATCH: {
      help: '[A] [+nick|-nick|C|S|L|l …]\nSays when those nicks come and go; with A also when they are away.\nC clears the list, S counts, L and l show it.',
      run(ask, ...params) {
        const words = params.flatMap((param) => param.split(' ')).filter(Boolean)
        let aways = false
        for (const word of words.length ? words : ['l']) {
          if (word === 'A' || word === 'a') aways = true
          else if (word[0] === '+') add(ask, word.slice(1), aways)
          else if (word[0] === '-') remove(ask, word.slice(1))
          else lists.get(word)?.(ask, word)
        }
      },
    },
  },
  reactions: [
    reaction(connected, ({ by }, server) => tell(server, by as User, RPL_LOGON)),
    reaction(quit, ({ by, at }, server) => {
      const { session } = by as User
      if (session) watches(server).clear(session)
      tellGone(server, by as User, (by as User).nick, at)
    }),
    reaction(nickChanged, ({ by, from, nick, at }, server) => {
      const old = from.slice(0, from.indexOf('!'))
      if (server.net.fold(old) === server.net.fold(nick)) return
      tellGone(server, by as User, old, at)
      tell(server, by as User, RPL_LOGON)
    }),
    reaction(awayChanged, ({ by, text, at }, server) => {
      const user = by as User
      const first = !absent.has(user)
      if (text === undefined) absent.delete(user)
      else absent.add(user)
      tellAway(server, user, text, first, Math.floor(at / 1000))
    }),
  ],
  isupport: ({ settings: { limits } }) => ({ WATCH: limits.monitor, WATCHOPTS: 'A' }),
})

type Says = (nick: string, username?: string, host?: string, since?: number) => Reply

function about(says: Says, nick: string, user: User | undefined): Reply {
  return user
    ? says(user.nick, user.username, user.host, Math.floor(user.since / 1000))
    : says(nick)
}

function tell(server: Server, user: User, says: Says): void {
  const watchers = watches(server).for(user.nick)
  for (const session of watchers?.keys() ?? []) session.tell(about(says, user.nick, user))
}

function tellGone(server: Server, { username, host }: User, nick: string, at: number): void {
  const reply = RPL_LOGOFF(nick, username, host, Math.floor(at / 1000))
  for (const session of watches(server).for(nick)?.keys() ?? []) session.tell(reply)
}

function tellAway(
  server: Server,
  user: User,
  text: string | undefined,
  first: boolean,
  at: number,
): void {
  const { nick, username, host } = user
  const watchers = watches(server).for(nick)
  // Before it is registered somebody else may hold its nick.
  if (!watchers || server.net.user(nick) !== user) return
  const says = first ? RPL_GONEAWAY : RPL_REAWAY
  const reply =
    text === undefined
      ? RPL_NOTAWAY(nick, username, host, at)
      : says(nick, username, host, at, text)
  for (const [session, { aways }] of watchers) if (aways) session.tell(reply)
}

function add(ask: Ask, nick: string, aways: boolean): void {
  const { server, session, reply } = ask
  const { monitor: max, nick: nickMax } = server.settings.limits
  const list = watches(server)
  if (!isNick(nick, nickMax)) return reply(ERR_ERRONEUSNICKNAME(nick))
  if (!list.has(session, nick) && list.size(session) >= max) {
    return reply(ERR_TOOMANYWATCH(nick, max))
  }
  list.add(session, nick, aways)
  reply(statusOf(ask, { nick, aways }))
}

function remove(ask: Ask, nick: string): void {
  if (!watches(ask.server).remove(ask.session, nick)) return
  ask.reply(about(RPL_WATCHOFF, nick, ask.net.user(nick)))
}

function statusOf(ask: Ask, { nick, aways }: Wish): Reply {
  const user = ask.net.user(nick)
  if (!user) return RPL_NOWOFF(nick)
  return about(aways && user.away !== undefined ? RPL_NOWISAWAY : RPL_NOWON, nick, user)
}

const lists = new Map<string, (ask: Ask, word: string) => void>([
  ['C', clear],
  ['c', clear],
  ['S', count],
  ['s', count],
  ['L', (ask, word) => show(ask, word, wishes(ask))],
  [
    'l',
    (ask, word) =>
      show(
        ask,
        word,
        wishes(ask).filter(({ nick }) => ask.net.user(nick)),
      ),
  ],
])

function show(ask: Ask, word: string, some: Wish[]): void {
  for (const wish of some) ask.reply(statusOf(ask, wish))
  ask.reply(RPL_ENDOFWATCHLIST(word))
}

function wishes({ server, session }: { server: Server; session: Session }): Wish[] {
  return watches(server).of(session)
}

function clear({ server, session, reply }: Ask): void {
  watches(server).clear(session)
  reply(RPL_CLEARWATCH())
}

function count(ask: Ask, word: string): void {
  const nicks = wishes(ask).map(({ nick }) => nick)
  const on = watches(ask.server).for(ask.user.nick)?.size ?? 0
  ask.reply(RPL_WATCHSTAT(nicks.length, on))
  for (const line of pack(nicks, nicksBytesMax)) ask.reply(RPL_WATCHLIST(line))
  ask.reply(RPL_ENDOFWATCHLIST(word))
}
