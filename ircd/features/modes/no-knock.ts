import { ERR_CANNOTKNOCK } from '#wire/numerics/channels.ts'
import { feature, guard } from '../../core/feature.ts'
import { knocked } from '../channel/knock.ts'

/** +K: nobody knocks. */
export default feature({
  modes: { K: 'flag' },
  guards: [
    guard(knocked, ({ channel }) => {
      return channel.modes.has('K') && ERR_CANNOTKNOCK(channel.name, ' (+K)')
    }),
  ],
})
