import {
  ERR_NONICKNAMEGIVEN,
  ERR_NOSUCHNICK,
  RPL_AWAY,
  RPL_ENDOFWHOIS,
  RPL_WHOISACCOUNT,
  RPL_WHOISACTUALLY,
  RPL_WHOISCHANNELS,
  RPL_WHOISIDLE,
  RPL_WHOISSECURE,
  RPL_WHOISSERVER,
  RPL_WHOISUSER,
} from '#wire/numerics.ts'
import { pack } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import { prefixes } from '../channel/names.ts'
import { isHidden } from '../channel/visibility.ts'

/** Bytes of channel names in one line. */
const namesBytesMax = 350

/** `WHOIS nick` or `WHOIS server nick`. https://modern.ircdocs.horse/#whois-message */
export default feature({
  commands: {
    WHOIS: {
      run(ask, first = '', second) {
        const wanted = second ?? first
        if (!wanted) return ask.reply(ERR_NONICKNAMEGIVEN())
        for (const nick of wanted.split(',').slice(0, ask.server.settings.limits.targets)) {
          const user = ask.net.user(nick)
          if (user) sayUser(ask, user)
          else ask.reply(ERR_NOSUCHNICK(nick))
        }
        ask.reply(RPL_ENDOFWHOIS(wanted))
      },
    },
  },
})

function sayUser(ask: Ask, user: User): void {
  const { reply, now } = ask
  const { nick, username, host, realname, server } = user
  reply(RPL_WHOISUSER(nick, username, host, realname))
  for (const line of pack(channels(ask, user), namesBytesMax)) reply(RPL_WHOISCHANNELS(nick, line))
  reply(RPL_WHOISSERVER(nick, server.name, server.info))
  if (user.away !== undefined) reply(RPL_AWAY(nick, user.away))
  if (user.account) reply(RPL_WHOISACCOUNT(nick, user.account))
  if (user.secure) reply(RPL_WHOISSECURE(nick))
  if (user === ask.user && user.ip) reply(RPL_WHOISACTUALLY(nick, `${username}@${host}`, user.ip))
  const idle = Math.floor((now - user.spokeAt) / 1000)
  reply(RPL_WHOISIDLE(nick, idle, Math.floor(user.since / 1000)))
}

function channels(ask: Ask, user: User): string[] {
  const shown = [...user.channels].filter((channel) => !isHidden(channel, ask.user))
  return shown.map((channel) => {
    return prefixes(ask.server, ask.session, channel.members.get(user)!) + channel.name
  })
}
