import { feature, guard } from '../../core/feature.ts'
import { bypasses } from '../bans/bypass.ts'
import { saidInChannel } from '../message/message.ts'
import { orForOperators } from './op-moderated.ts'

/** +M: only who has an account, or a voice, speaks. */
export default feature({
  modes: { M: 'flag' },
  guards: [
    guard(saidInChannel, (fact, { user, server }) => {
      const { channel } = fact
      if (!channel.modes.has('M') || user.account || channel.members.get(user)?.voiced) return
      return !bypasses(server, channel, user, 'moderated') && orForOperators(fact, 'M')
    }),
  ],
})
