import { feature, guard } from '../../core/feature.ts'
import { bypasses } from '../bans/bypass.ts'
import { cannotSpeak, saidInChannel } from '../message/message.ts'

/** +n: only members speak. */
export default feature({
  modes: { n: 'flag' },
  guards: [
    guard(saidInChannel, ({ channel }, { user, server }) => {
      if (!channel.modes.has('n') || channel.members.has(user)) return
      return !bypasses(server, channel, user, 'external') && cannotSpeak(channel, 'n')
    }),
  ],
})
