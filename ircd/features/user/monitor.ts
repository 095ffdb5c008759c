import { format, lineBytesMax } from '#wire/message.ts'
import { isNick } from '#wire/names.ts'
import {
  ERR_MONLISTFULL,
  RPL_ENDOFMONLIST,
  RPL_MONLIST,
  RPL_MONOFFLINE,
  RPL_MONONLINE,
} from '#wire/numerics/presence.ts'
import { ERR_NEEDMOREPARAMS, fail, type Reply } from '#wire/numerics.ts'
import { byteLength, pack } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { kind } from '../../core/fact.ts'
import { feature, reaction } from '../../core/feature.ts'
import { connected, quit } from '../../core/lifecycle.ts'
import type { User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import { nickChanged } from '../connect/nick.ts'
import { Lookout } from './lookout.ts'

/** Who monitors whom; a list ends with its session. */
export const monitors = perServer(({ net }) => new Lookout(net.fold))

/** `by` wants to know of those who are here under these nicks, and was told that they are. */
export const followed = kind<{ users: User[] }>({
  name: 'followed',
  event: true,
  audience: () => [],
  lines: () => [],
})

/** Whoever holds a nick is told of, not one person. https://ircv3.net/specs/extensions/monitor */
export default feature({
  facts: [followed],
  commands: {
    MONITOR: {
      min: 1,
      help: '+|- <nick>[,<nick>…]\nSays when those nicks come and go.\nC clears the list, L shows it, S says who is there.',
      run(ask, sub = '', text = '') {
        const answer = subcommands[sub.toUpperCase()]
        const nicks = text.split(',').filter((nick) => nick && !nick.includes(' '))
        if (answer) return answer(ask, nicks)
        ask.reply(fail('MONITOR', 'INVALID_PARAMS', 'This is no subcommand of MONITOR', sub || '*'))
      },
    },
  },
  reactions: [
    reaction(connected, ({ by }, server) => sayOnline(server, by as User)),
    reaction(quit, ({ by }, server) => {
      const { session, nick } = by as User
      if (session) monitors(server).clear(session)
      sayOffline(server, nick)
    }),
    reaction(nickChanged, ({ by, from, nick }, server) => {
      const old = from.slice(0, from.indexOf('!'))
      if (server.net.fold(old) === server.net.fold(nick)) return
      sayOffline(server, old)
      sayOnline(server, by as User)
    }),
  ],
  isupport: ({ settings: { limits } }) => ({ MONITOR: limits.monitor }),
})

function sayOnline(server: Server, { nick, mask }: User): void {
  for (const session of monitors(server).for(nick)?.keys() ?? []) session.tell(RPL_MONONLINE(mask))
}

function sayOffline(server: Server, nick: string): void {
  for (const session of monitors(server).for(nick)?.keys() ?? []) session.tell(RPL_MONOFFLINE(nick))
}

const subcommands: Record<string, (ask: Ask, nicks: string[]) => void> = {
  '+': add,
  '-': ({ server, session, reply }, nicks) => {
    if (!nicks.length) return reply(ERR_NEEDMOREPARAMS('MONITOR'))
    for (const nick of nicks) monitors(server).remove(session, nick)
  },
  C: ({ server, session }) => monitors(server).clear(session),
  L: (ask) => {
    sayPacked(ask, RPL_MONLIST, monitored(ask))
    ask.reply(RPL_ENDOFMONLIST())
  },
  S: (ask) => sayStatus(ask, monitored(ask)),
}

/** What is no nick, such as a mask, is never there: it needs no place on the list. */
function add(ask: Ask, nicks: string[]): void {
  const { server, session } = ask
  const { monitor: max, nick: nickMax } = server.settings.limits
  if (!nicks.length) return ask.reply(ERR_NEEDMOREPARAMS('MONITOR'))
  const list = monitors(server)
  const added: string[] = []
  const refused: string[] = []
  for (const nick of nicks) {
    if (!isNick(nick, nickMax)) added.push(nick)
    else if (list.has(session, nick)) continue
    else if (list.size(session) >= max) refused.push(nick)
    else if (list.add(session, nick)) added.push(nick)
  }
  sayStatus(ask, added)
  sayPacked(ask, (text) => ERR_MONLISTFULL(max, text), refused)
  const users = added.flatMap((nick) => ask.net.user(nick) ?? [])
  if (users.length) ask.commit(followed, { users })
}

function monitored({ server, session }: Ask): string[] {
  return monitors(server)
    .of(session)
    .map(({ nick }) => nick)
}

function sayStatus(ask: Ask, nicks: string[]): void {
  const users = nicks.map((nick) => ask.net.user(nick))
  const online = users.flatMap((user) => (user ? [user.mask] : []))
  sayPacked(ask, RPL_MONONLINE, online)
  sayPacked(
    ask,
    RPL_MONOFFLINE,
    nicks.filter((_, i) => !users[i]),
  )
}

function sayPacked(ask: Ask, reply: (text: string) => Reply, words: string[]): void {
  const frame = byteLength(format(ask.session.line(reply('')))) + 2
  for (const text of pack(words, lineBytesMax - frame, ',')) ask.reply(reply(text))
}
