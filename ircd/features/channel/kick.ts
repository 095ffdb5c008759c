import { messageFrom } from '#wire/message.ts'
import {
  ERR_CHANOPRIVSNEEDED,
  ERR_NOSUCHCHANNEL,
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
import { isHidden } from './visibility.ts'

/** `by` made `user` leave. */
export const kicked = kind<{ channel: Channel; user: User; text: string }>({
  name: 'kick',
  event: true,
  apply: ({ at, channel, user }, net) => leave(net, channel, user, at),
  audience: ({ channel }) => [...channel.locals],
  lines: ({ by, channel, user, text }) => [
    messageFrom(sourceOf(by), 'KICK', channel.name, user.nick, text),
  ],
  keep: ({ channel }) => inChannels([channel]),
  saves: ({ channel }) => vacated([channel]),
})

/** Half-operators kick whom they outrank. https://modern.ircdocs.horse/#kick-message */
export default feature({
  facts: [kicked],
  guards: [
    guard(kicked, ({ channel, user }, ask) => {
      const asker = channel.members.get(ask.user)
      if (!asker) return ERR_NOTONCHANNEL(channel.name)
      const victim = channel.members.get(user)
      if (!victim) return ERR_USERNOTINCHANNEL(user.nick, channel.name)
      const may = asker.op ? asker.rank >= victim.rank : asker.halfop && asker.rank > victim.rank
      return !may && ERR_CHANOPRIVSNEEDED(channel.name)
    }),
  ],
  commands: {
    KICK: {
      min: 2,
      run(ask, name = '', nicks = '', text = '') {
        const channel = ask.net.channel(name)
        if (!channel || isHidden(channel, ask.user)) return ask.reply(ERR_NOSUCHCHANNEL(name))
        const { limits } = ask.server.settings
        const reason = shorten(text, limits.kick) || ask.user.nick
        const victims = nicks.split(',').filter(Boolean).slice(0, limits.targets)
        for (const nick of victims) kick(ask, channel, nick, reason)
      },
    },
  },
  isupport: ({ settings: { limits } }) => ({ KICKLEN: limits.kick }),
})

function kick(ask: Ask, channel: Channel, nick: string, text: string): void {
  const user = ask.net.user(nick)
  if (!user) return ask.reply(ERR_NOSUCHNICK(nick))
  ask.commit(kicked, { channel, user, text })
}
