import { ERR_NOTINVITED, RPL_UNINVITED } from '#wire/numerics/channels.ts'
import { ERR_CHANOPRIVSNEEDED, ERR_NOSUCHNICK, ERR_NOTONCHANNEL } from '#wire/numerics.ts'
import { kind } from '../../core/fact.ts'
import { feature, guard } from '../../core/feature.ts'
import { withdraw } from '../../core/lifecycle.ts'
import type { Channel, User } from '../../core/network.ts'
import { rank } from '../../core/rank.ts'
import { isInside, standing } from './standing.ts'
import { channelFor } from './visibility.ts'

/** `by` took an invitation of `user` back. */
export const uninvited = kind<{ channel: Channel; user: User }>({
  name: 'uninvite',
  apply: ({ channel, user }) => withdraw(channel, user),
  audience: () => [],
  lines: () => [],
})

/** The opposite of INVITE. */
export default feature({
  facts: [uninvited],
  guards: [
    guard(uninvited, ({ channel, user }, ask) => {
      if (!isInside(ask, channel)) return ERR_NOTONCHANNEL(channel.name)
      if (standing(ask, channel) < rank.halfop) return ERR_CHANOPRIVSNEEDED(channel.name)
      return !channel.invited.has(user) && ERR_NOTINVITED(user.nick, channel.name)
    }),
  ],
  commands: {
    UNINVITE: {
      min: 2,
      help: '<nick> <channel>\nTakes an invitation back.',
      run(ask, nick = '', name = '') {
        const user = ask.net.user(nick)
        if (!user) return ask.reply(ERR_NOSUCHNICK(nick))
        const channel = channelFor(ask, name)
        if (!channel) return
        if (ask.commit(uninvited, { channel, user })) {
          ask.reply(RPL_UNINVITED(channel.name, user.nick))
        }
      },
    },
  },
})
