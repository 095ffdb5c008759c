import { ERR_DELAYREJOIN } from '#wire/numerics/channels.ts'
import { feature, guard, reaction } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import { joined } from '../channel/join.ts'
import { kicked } from '../channel/kick.ts'
import { perChannel, readSeconds } from './rate.ts'

/** When whom; a guest is known again by its address. */
const kicks = perChannel(() => new Map<string, number>())

/** +J `<seconds>`: who was kicked stays outside that long, unless invited. */
export default feature({
  modes: { J: { type: 'param', always: false, read: readSeconds('J', 3600) } },
  guards: [
    guard(joined, ({ channel }, { user, now }) => {
      const wait = channel.modes.get('J')
      if (wait === undefined || channel.invited.has(user)) return
      const at = kicks(channel).get(keyOf(user))
      const left = at === undefined ? 0 : at + Number(wait) * 1000 - now
      return left > 0 && ERR_DELAYREJOIN(channel.name, Math.ceil(left / 1000))
    }),
  ],
  reactions: [
    reaction(kicked, ({ channel, user }, { ports }) => {
      const at = ports.now()
      const wait = channel.modes.get('J')
      if (wait === undefined) return
      const all = kicks(channel)
      for (const [key, then] of all) if (at - then > Number(wait) * 1000) all.delete(key)
      all.set(keyOf(user), at)
    }),
  ],
})

function keyOf({ account, ip, host }: User): string {
  return account === undefined ? ip || host : `account ${account}`
}
