import { feature, guard } from '../../core/feature.ts'
import { bypasses } from '../bans/bypass.ts'
import { saidInChannel } from '../message/message.ts'
import { orForOperators } from './op-moderated.ts'

/** +m: only the voiced speak. */
export default feature({
  modes: { m: 'flag' },
  guards: [
    guard(saidInChannel, (fact, { user, server }) => {
      const { channel } = fact
      if (!channel.modes.has('m') || channel.members.get(user)?.voiced) return
      return !bypasses(server, channel, user, 'moderated') && orForOperators(fact, 'm')
    }),
  ],
})
