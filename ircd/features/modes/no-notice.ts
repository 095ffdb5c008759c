import { feature, guard } from '../../core/feature.ts'
import { isBanned } from '../bans/banned.ts'
import { bypasses } from '../bans/bypass.ts'
import { cannotSpeak, saidInChannel } from '../message/message.ts'

/** +T, or `+b ~nonotice:mask`: nobody below half-operators sends a NOTICE. */
export default feature({
  modes: { T: 'flag' },
  extbans: { nonotice: { letter: 'N', stops: ['notice'] } },
  guards: [
    guard(saidInChannel, ({ channel, verb }, { user, server }) => {
      if (verb !== 'NOTICE' || channel.members.get(user)?.halfop) return
      if (!channel.modes.has('T') && !isBanned(server, channel, user, 'notice')) return
      return !bypasses(server, channel, user, 'notice') && cannotSpeak(channel, 'T')
    }),
  ],
})
