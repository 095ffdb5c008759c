import { matches } from '#wire/mask.ts'
import { feature } from '../../core/feature.ts'
import { gatewayOf } from '../connect/webirc.ts'

/** `~gateway:webgate`: who comes through a gateway of that name; `*` is any. */
export default feature({
  extbans: {
    gateway: {
      letter: 'w',
      aliases: ['webirc'],
      read: (name) => name || '*',
      matches: (name, user, _, { net }) => {
        const gateway = gatewayOf(user)
        return gateway !== undefined && matches(net.fold(name), net.fold(gateway))
      },
    },
  },
})
