import { feature, guard } from '../../core/feature.ts'
import { cannotSpeak, saidInChannel } from '../message/message.ts'

/** +m: only the voiced speak. */
export default feature({
  modes: { m: 'flag' },
  guards: [
    guard(saidInChannel, ({ channel }, { user }) => {
      return (
        channel.modes.has('m') && !channel.members.get(user)?.voiced && cannotSpeak(channel, 'm')
      )
    }),
  ],
})
