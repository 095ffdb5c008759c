import { ERR_BADCHANNELKEY, ERR_INVALIDMODEPARAM } from '#wire/numerics.ts'
import { byteLength } from '#wire/text.ts'
import { feature, guard } from '../../core/feature.ts'
import { joined } from '../channel/join.ts'

/** +k: who joins says the key, unless invited. */
export default feature({
  modes: {
    k: {
      type: 'param',
      always: true,
      secret: true,
      read: (key, { server }, channel) =>
        byteLength(key) <= server.settings.limits.key && /^[^\s,:][^\s,]*$/.test(key)
          ? key
          : ERR_INVALIDMODEPARAM(channel, 'k', '*', 'This cannot be a key'),
    },
  },
  guards: [
    guard(joined, ({ channel, key }, { user }) => {
      const wanted = channel.modes.get('k')
      const wrong = wanted !== undefined && key !== wanted && !channel.invited.has(user)
      return wrong && ERR_BADCHANNELKEY(channel.name)
    }),
  ],
  isupport: ({ settings: { limits } }) => ({ KEYLEN: limits.key }),
})
