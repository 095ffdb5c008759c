import { ERR_NONICKCHANGE } from '#wire/numerics/channels.ts'
import { feature, guard } from '../../core/feature.ts'
import { nickChanged } from '../connect/nick.ts'

/** +N: nobody below half-operators takes another name while inside. */
export default feature({
  modes: { N: 'flag' },
  guards: [
    guard(nickChanged, (_, { user }) => {
      for (const channel of user.channels) {
        if (!channel.modes.has('N') || channel.members.get(user)?.halfop) continue
        return ERR_NONICKCHANGE(channel.name, 'N')
      }
    }),
  ],
})
