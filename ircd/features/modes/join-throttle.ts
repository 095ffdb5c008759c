import { ERR_UNAVAILRESOURCE } from '#wire/numerics/channels.ts'
import { feature, guard, reaction } from '../../core/feature.ts'
import { joined } from '../channel/join.ts'
import { parseRate, perChannel, perParameter, Recent, readRate } from './rate.ts'

const joins = perChannel(() => new Recent())
const rateOf = perParameter('j', parseRate)

/** +j `<joins>:<seconds>`: no more come in within that time, unless invited. */
export default feature({
  modes: { j: { type: 'param', always: false, read: readRate('j') } },
  guards: [
    guard(joined, ({ channel }, { user, now }) => {
      const rate = rateOf(channel)
      if (!rate || channel.invited.has(user)) return
      const full = joins(channel).count('', rate.seconds, now) >= rate.count
      return full && ERR_UNAVAILRESOURCE(channel.name, 'j')
    }),
  ],
  reactions: [
    reaction(joined, ({ channel }, { ports }) => {
      const rate = rateOf(channel)
      if (rate) joins(channel).add('', rate.seconds, ports.now())
    }),
  ],
})
