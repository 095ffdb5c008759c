import { ERR_NONICKCHANGE } from '#wire/numerics/channels.ts'
import { feature, guard, reaction } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import { nickChanged } from '../connect/nick.ts'
import { parseRate, perChannel, perParameter, Recent, readRate } from './rate.ts'

const changes = perChannel(() => new Recent())
const rateOf = perParameter('F', parseRate)

/** +F `<changes>:<seconds>`: below half-operators no more take another name within that time. */
export default feature({
  modes: { F: { type: 'param', always: false, read: readRate('F') } },
  guards: [
    guard(nickChanged, (_, { user, now }) => {
      for (const channel of user.channels) {
        const rate = rateOf(channel)
        if (!rate || channel.members.get(user)?.halfop) continue
        if (changes(channel).count('', rate.seconds, now) < rate.count) continue
        return ERR_NONICKCHANGE(channel.name, 'F')
      }
    }),
  ],
  reactions: [
    reaction(nickChanged, ({ by }, { ports }) => {
      for (const channel of (by as User).channels) {
        const rate = rateOf(channel)
        if (rate) changes(channel).add('', rate.seconds, ports.now())
      }
    }),
  ],
})
