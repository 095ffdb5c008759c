import { ERR_WASNOSUCHNICK, RPL_ENDOFWHOWAS, RPL_WHOWASUSER } from '#wire/numerics/network.ts'
import {
  ERR_NONICKNAMEGIVEN,
  RPL_WHOISACCOUNT,
  RPL_WHOISACTUALLY,
  RPL_WHOISSERVER,
} from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature, reaction } from '../../core/feature.ts'
import { quit } from '../../core/lifecycle.ts'
import type { User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import { nickChanged } from '../connect/nick.ts'

/** Who used a nick, when it was given up. */
interface Past {
  nick: string
  username: string
  host: string
  ip: string
  realname: string
  account: string | undefined
  server: string
  at: number
}

/** The oldest is forgotten when there are more. */
const pastMax = 5000
const perNickMax = 20

/** By folded nick, the newest last; the nick that was given up longest ago stands first. */
const pasts = perServer(() => new Map<string, Past[]>())
const counts = perServer(() => ({ kept: 0 }))

/** https://modern.ircdocs.horse/#whowas-message */
export default feature({
  reactions: [
    reaction(quit, ({ by, at }, server) => remember(server, by as User, (by as User).nick, at)),
    reaction(nickChanged, ({ by, from, at }, server) => {
      remember(server, by as User, from.slice(0, from.indexOf('!')), at)
    }),
  ],
  commands: {
    WHOWAS: {
      hunts: { at: 2 },
      help: '<nick> [count] [server]\nSays who used a nick before.',
      run(ask, nicks = '', count = '') {
        if (!nicks) return ask.reply(ERR_NONICKNAMEGIVEN())
        const wanted = Number(count) > 0 ? Number(count) : perNickMax
        for (const nick of nicks.split(',').slice(0, ask.server.settings.limits.targets)) {
          sayPast(ask, nick, wanted)
        }
        ask.reply(RPL_ENDOFWHOWAS(nicks))
      },
    },
  },
})

function remember(server: Server, user: User, nick: string, at: number): void {
  const { username, host, ip, realname, account } = user
  const all = pasts(server)
  const key = server.net.fold(nick)
  const those = all.get(key) ?? []
  all.delete(key)
  all.set(key, those)
  those.push({ nick, username, host, ip, realname, account, server: user.server.name, at })
  const count = counts(server)
  if (those.length > perNickMax) those.shift()
  else count.kept++
  if (count.kept <= pastMax) return
  for (const [oldest, few] of all) {
    if (count.kept <= pastMax) break
    all.delete(oldest)
    count.kept -= few.length
  }
}

function sayPast(ask: Ask, nick: string, count: number): void {
  const { reply, net } = ask
  const those = pasts(ask.server).get(net.fold(nick)) ?? []
  if (!those.length) return reply(ERR_WASNOSUCHNICK(nick))
  for (const past of those.slice(-count).reverse()) {
    reply(RPL_WHOWASUSER(past.nick, past.username, past.host, past.realname))
    if (past.account) reply(RPL_WHOISACCOUNT(past.nick, past.account))
    if (ask.can('see')) {
      reply(RPL_WHOISACTUALLY(past.nick, `${past.username}@${past.host}`, past.ip || '*'))
    }
    reply(RPL_WHOISSERVER(past.nick, past.server, new Date(past.at).toUTCString()))
  }
}

/** When a nick was last given up; milliseconds since 1970. */
export function lastSeen(server: Server, nick: string): number | undefined {
  return pasts(server).get(server.net.fold(nick))?.at(-1)?.at
}
