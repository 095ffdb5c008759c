import { feature, guard } from '../../core/feature.ts'
import { cannotSpeak, saidInChannel } from '../message/message.ts'

/** +n: only members speak. */
export default feature({
  modes: { n: 'flag' },
  guards: [
    guard(saidInChannel, ({ channel }, { user }) => {
      return channel.modes.has('n') && !channel.members.has(user) && cannotSpeak(channel, 'n')
    }),
  ],
})
