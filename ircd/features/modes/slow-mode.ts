import { fail } from '#wire/numerics.ts'
import { feature, guard, personReaction } from '../../core/feature.ts'
import type { Channel, User } from '../../core/network.ts'
import { cannotSpeak, saidInChannel } from '../message/message.ts'
import { perChannel, readSeconds } from './rate.ts'

/** When each spoke last, by identity: an account waits on all of its connections. */
const last = perChannel(() => new Map<string, number>())

/** +W `<seconds>`: who has no voice, is no bot and no operator, speaks once in that time. */
export default feature({
  modes: { W: { type: 'param', always: false, read: readSeconds('W', 21_600) } },
  guards: [
    guard(saidInChannel, ({ channel, verb }, { user, net, now }) => {
      const wait = channel.modes.get('W')
      if (wait === undefined || verb === 'TAGMSG' || isFree(channel, user)) return
      const at = last(channel).get(net.identity(user))
      const left = at === undefined ? 0 : Math.ceil((at + Number(wait) * 1000 - now) / 1000)
      if (left <= 0) return
      const text = `Slow mode: wait ${left} seconds before you speak again`
      const before = fail(verb, 'SLOW_MODE', text, channel.name, String(left))
      return { ...cannotSpeak(channel, 'W'), before }
    }),
  ],
  reactions: [
    personReaction(saidInChannel, ({ by: user, channel, verb }, { net, ports }) => {
      const at = ports.now()
      const wait = channel.modes.get('W')
      if (wait === undefined || verb === 'TAGMSG' || isFree(channel, user)) return
      const all = last(channel)
      const key = net.identity(user)
      // Whoever spoke last stands last, so that those whose time is over stand first.
      all.delete(key)
      all.set(key, at)
      for (const [other, then] of all) {
        if (at - then < Number(wait) * 1000) break
        all.delete(other)
      }
    }),
  ],
})

function isFree({ members }: Channel, user: User): boolean {
  return members.get(user)?.voiced || user.modes.has('B') || user.oper !== undefined
}
