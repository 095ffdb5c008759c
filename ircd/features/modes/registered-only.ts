import { ERR_NEEDREGGEDNICK } from '#wire/numerics/channels.ts'
import { feature, guard } from '../../core/feature.ts'
import { joined } from '../channel/join.ts'

/** +R: only who has an account joins, unless invited. */
export default feature({
  modes: { R: 'flag' },
  guards: [
    guard(joined, ({ channel }, { user }) => {
      if (!channel.modes.has('R') || user.account || channel.invited.has(user)) return
      return ERR_NEEDREGGEDNICK(channel.name)
    }),
  ],
})
