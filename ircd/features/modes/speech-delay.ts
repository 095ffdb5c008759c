import { feature, guard } from '../../core/feature.ts'
import { cannotSpeak, saidInChannel } from '../message/message.ts'
import { readSeconds } from './rate.ts'

/** +d `<seconds>`: who has just joined, and has no voice, listens that long before it speaks. */
export default feature({
  modes: { d: { type: 'param', always: false, read: readSeconds('d', 3600) } },
  guards: [
    guard(saidInChannel, ({ channel, verb }, { user, now }) => {
      const wait = channel.modes.get('d')
      const member = channel.members.get(user)
      if (wait === undefined || !member || member.voiced || verb === 'TAGMSG') return
      return now - member.joinedAt < Number(wait) * 1000 && cannotSpeak(channel, 'd')
    }),
  ],
})
