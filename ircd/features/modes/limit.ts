import { ERR_CHANNELISFULL, ERR_INVALIDMODEPARAM } from '#wire/numerics.ts'
import { feature, guard } from '../../core/feature.ts'
import { joined } from '../channel/join.ts'

/** +l: how many may be inside; who was invited comes in all the same. */
export default feature({
  modes: {
    l: {
      type: 'param',
      always: false,
      read: (text, _ask, channel) =>
        /^[1-9]\d{0,5}$/.test(text)
          ? text
          : ERR_INVALIDMODEPARAM(channel, 'l', text, 'The limit is a number from 1 to 999999'),
    },
  },
  guards: [
    guard(joined, ({ channel }, { user }) => {
      const limit = Number(channel.modes.get('l') ?? Number.POSITIVE_INFINITY)
      const full = channel.members.size >= limit && !channel.invited.has(user)
      return full && ERR_CHANNELISFULL(channel.name)
    }),
  ],
})
