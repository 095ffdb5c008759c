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
import type { Channel, User } from '../../core/network.ts'
import { prefixes } from '../channel/names.ts'
import { isSeenIn } from '../channel/visibility.ts'

/** Bytes of channel names in one line. */
const namesBytesMax = 350

/** `WHOIS nick` or `WHOIS server nick`. https://modern.ircdocs.horse/#whois-message */
export default feature({
  commands: {
    WHOIS: {
      hunts: { at: 0, least: 2 },
      help: '[server or nick] <nick>[,<nick>…]\nSays who somebody is. Its own server, which is asked with its nick twice, also knows\nfor how long it has been idle.',
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
  for (const says of ask.server.book.whois) reply(...says(ask, user))
  if (user.secure) reply(RPL_WHOISSECURE(nick))
  const isOpen = user === ask.user || ask.can('see')
  if (isOpen && user.ip) reply(RPL_WHOISACTUALLY(nick, `${username}@${host}`, user.ip))
  // Only its own server hears all that somebody says.
  if (!user.session || (user.modes.has('I') && !isOpen)) return
  const idle = Math.floor((now - user.spokeAt) / 1000)
  reply(RPL_WHOISIDLE(nick, idle, Math.floor(user.since / 1000)))
}

function channels(ask: Ask, user: User): string[] {
  const hides = user.modes.has('p') && user !== ask.user
  const isSeen = (channel: Channel) => {
    if (ask.can('see')) return true
    return isSeenIn(channel, user, ask.user) && (!hides || channel.members.has(ask.user))
  }
  const shown = [...user.channels].filter(isSeen)
  return shown.map((channel) => {
    return prefixes(ask.server, ask.session, channel.members.get(user)!) + channel.name
  })
}
