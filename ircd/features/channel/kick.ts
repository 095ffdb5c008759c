import { messageFrom } from '#wire/message.ts'
import {
  ERR_CHANOPRIVSNEEDED,
  ERR_NEEDMOREPARAMS,
  ERR_NOSUCHNICK,
  ERR_NOTONCHANNEL,
  ERR_USERNOTINCHANNEL,
} from '#wire/numerics.ts'
import { shorten } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { inChannels, kind, sourceOf } from '../../core/fact.ts'
import { feature, guard } from '../../core/feature.ts'
import { leave, vacated } from '../../core/lifecycle.ts'
import type { Channel, User } from '../../core/network.ts'
import { witnesses } from '../../core/presence.ts'
import { rank } from '../../core/rank.ts'
import { isInside, standing } from './standing.ts'
import { channelFor } from './visibility.ts'

/** `by` made `user` leave. */
export const kicked = kind<{ channel: Channel; user: User; text: string }>({
  name: 'kick',
  event: true,
  apply: ({ at, channel, user }, net) => leave(net, channel, user, at),
  audience: ({ by, channel, user }) => {
    const hearers = new Set(witnesses(channel, user))
    const kicker = (by as User).session
    return kicker ? hearers.add(kicker) : hearers
  },
  lines: ({ by, channel, user, text }) => [
    messageFrom(sourceOf(by), 'KICK', channel.name, user.nick, text),
  ],
  keep: ({ channel }) => inChannels([channel]),
  saves: ({ channel }) => vacated([channel]),
})

/**
 * Half-operators kick whom they outrank. Several people are kicked from one channel, or each from
 * the channel that stands in its place. https://modern.ircdocs.horse/#kick-message
 */
export default feature({
  facts: [kicked],
  guards: [
    guard(kicked, ({ channel, user }, ask) => {
      if (!isInside(ask, channel)) return ERR_NOTONCHANNEL(channel.name)
      const victim = channel.members.get(user)
      if (!victim) return ERR_USERNOTINCHANNEL(user.nick, channel.name)
      const asker = standing(ask, channel)
      const may = asker >= rank.op ? asker >= victim.rank : asker > victim.rank
      return (asker < rank.halfop || !may) && ERR_CHANOPRIVSNEEDED(channel.name)
    }),
  ],
  commands: {
    KICK: {
      help: '<channel> <nick>[,<nick>…] [reason]\nMakes members leave a channel.',
      min: 2,
      run(ask, names = '', nicks = '', text = '') {
        const { limits } = ask.server.settings
        const reason = shorten(text, limits.kick) || ask.user.nick
        const victims = nicks.split(',').filter(Boolean).slice(0, limits.targets)
        const channels = names.split(',').filter(Boolean)
        if (channels.length !== 1 && channels.length !== victims.length) {
          return ask.reply(ERR_NEEDMOREPARAMS('KICK'))
        }
        victims.forEach((nick, i) => {
          kick(ask, channels.length === 1 ? channels[0]! : channels[i]!, nick, reason)
        })
      },
    },
  },
  isupport: ({ settings: { limits } }) => ({ KICKLEN: limits.kick }),
})

function kick(ask: Ask, name: string, nick: string, text: string): void {
  const channel = channelFor(ask, name)
  if (!channel) return
  const user = ask.net.user(nick)
  if (!user) return ask.reply(ERR_NOSUCHNICK(nick))
  ask.commit(kicked, { channel, user, text })
}
