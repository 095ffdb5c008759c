import { ERR_NOKICK } from '#wire/numerics/channels.ts'
import { feature, guard } from '../../core/feature.ts'
import { kicked } from '../channel/kick.ts'

/** +Q: nobody is kicked, but by operators of the network. */
export default feature({
  modes: { Q: 'flag' },
  guards: [
    guard(kicked, ({ channel }, ask) => {
      return channel.modes.has('Q') && !ask.can('override') && ERR_NOKICK(channel.name)
    }),
  ],
})
