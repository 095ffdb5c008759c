import { messageFrom } from '#wire/message.ts'
import { ERR_NOSUCHNICK } from '#wire/numerics.ts'
import { shorten } from '#wire/text.ts'
import { kind } from '../../core/fact.ts'
import { feature, guard } from '../../core/feature.ts'
import type { Channel, User } from '../../core/network.ts'
import { kicked } from './kick.ts'
import { channelFor } from './visibility.ts'

/** `by` made `user` leave politely: to everybody it is a PART. */
export const removed = kind<{ channel: Channel; user: User; text: string }>({
  ...kicked,
  name: 'remove',
  lines: ({ channel, user, text }) => [messageFrom(user.mask, 'PART', channel.name, text)],
})

/** Who may KICK somebody may REMOVE it, and clients do not come back by themselves. */
export default feature({
  facts: [removed],
  guards: [
    guard(removed, ({ channel, user, text }, ask) => ask.refusal(kicked, { channel, user, text })),
  ],
  commands: {
    REMOVE: {
      min: 2,
      help: '<channel> <nick> [reason]\nMakes somebody leave a channel.',
      run(ask, name = '', nick = '', text = '') {
        const channel = channelFor(ask, name)
        if (!channel) return
        const user = ask.net.user(nick)
        if (!user) return ask.reply(ERR_NOSUCHNICK(nick))
        const why = text ? `Removed by ${ask.user.nick}: ${text}` : `Removed by ${ask.user.nick}`
        ask.commit(removed, { channel, user, text: shorten(why, ask.server.settings.limits.kick) })
      },
    },
  },
})
