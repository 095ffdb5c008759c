import { ERR_OPERONLY } from '#wire/numerics/channels.ts'
import { feature, guard } from '../../core/feature.ts'
import { joined } from '../channel/join.ts'

/** +O: only operators of the network join, and only they switch it. */
export default feature({
  modes: { O: { type: 'flag', by: 'oper' } },
  guards: [
    guard(joined, ({ channel }, { user }) => {
      return channel.modes.has('O') && !user.oper && ERR_OPERONLY(channel.name)
    }),
  ],
})
