import { ERR_INVITEONLYCHAN } from '#wire/numerics.ts'
import { feature, guard } from '../../core/feature.ts'
import { joined } from '../channel/join.ts'
import { isListed } from './ban.ts'

/** +i: only who was invited, or stands in the list of invite exceptions, joins. */
export default feature({
  modes: { i: 'flag' },
  guards: [
    guard(joined, ({ channel }, { user, net }) => {
      if (!channel.modes.has('i') || channel.invited.has(user)) return
      return !isListed(net, channel, 'I', user) && ERR_INVITEONLYCHAN(channel.name)
    }),
  ],
})
