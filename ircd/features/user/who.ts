import { matches } from '#wire/mask.ts'
import { RPL_ENDOFWHO, RPL_WHOREPLY } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import type { Channel, User } from '../../core/network.ts'
import { prefixes } from '../channel/names.ts'
import { isHidden, isVisible } from '../channel/visibility.ts'

/** A mask never lists more strangers than this. */
const matchesMax = 500

/** https://modern.ircdocs.horse/#who-message */
export default feature({
  commands: {
    WHO: {
      run(ask, mask = '*') {
        const channel = ask.net.channel(mask)
        if (mask.startsWith('#')) {
          if (channel && !isHidden(channel, ask.user)) sayMembers(ask, channel)
        } else sayMatches(ask, mask)
        ask.reply(RPL_ENDOFWHO(mask))
      },
    },
  },
})

function sayMembers(ask: Ask, channel: Channel): void {
  const inside = channel.members.has(ask.user)
  for (const user of channel.members.keys()) {
    if (inside || isVisible(user, ask.user)) sayUser(ask, user, channel)
  }
}

/** A nick is always answered; a mask finds only those whom the asker may meet. */
function sayMatches(ask: Ask, mask: string): void {
  const exact = ask.net.user(mask)
  if (exact) return sayUser(ask, exact, commonChannel(exact, ask.user))
  const { fold } = ask.net
  const wanted = fold(mask)
  let left = matchesMax
  for (const user of ask.net.users.values()) {
    if (!left || !isVisible(user, ask.user)) continue
    const texts = [user.nick, user.username, user.host, user.server.name, user.realname]
    if (!texts.some((text) => matches(wanted, fold(text)))) continue
    sayUser(ask, user, commonChannel(user, ask.user))
    left--
  }
}

/** A channel in which the asker may see the user, if there is one. */
function commonChannel(user: User, viewer: User): Channel | undefined {
  for (const channel of user.channels) if (!isHidden(channel, viewer)) return channel
  return undefined
}

function sayUser(ask: Ask, user: User, channel: Channel | undefined): void {
  const member = channel?.members.get(user)
  const status = member ? prefixes(ask.server, ask.session, member) : ''
  const flags = (user.away === undefined ? 'H' : 'G') + status
  const { username, host, server, nick, realname } = user
  const name = channel?.name ?? '*'
  ask.reply(RPL_WHOREPLY(name, username, host, server.name, nick, flags, `0 ${realname}`))
}
