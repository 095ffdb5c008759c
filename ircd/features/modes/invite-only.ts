import { ERR_INVITEONLYCHAN } from '#wire/numerics.ts'
import { feature, guard } from '../../core/feature.ts'
import { isListed } from '../bans/banned.ts'
import { joined } from '../channel/join.ts'

/** +i: only who was invited, or stands in the list of invite exceptions, joins. */
export default feature({
  modes: { i: 'flag' },
  guards: [
    guard(joined, ({ channel }, { user, server }) => {
      if (!channel.modes.has('i') || channel.invited.has(user)) return
      return !isListed(server, channel, 'I', user) && ERR_INVITEONLYCHAN(channel.name)
    }),
  ],
})
