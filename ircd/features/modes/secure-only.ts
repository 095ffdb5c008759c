import { ERR_SECUREONLYCHAN } from '#wire/numerics/channels.ts'
import { feature, guard } from '../../core/feature.ts'
import { joined } from '../channel/join.ts'

/** +z: only who is connected with TLS joins; an invitation does not help. */
export default feature({
  modes: { z: 'flag' },
  guards: [
    guard(joined, ({ channel }, { user }) => {
      return channel.modes.has('z') && !user.secure && ERR_SECUREONLYCHAN(channel.name)
    }),
  ],
})
