import { isCtcp } from '#wire/formatting.ts'
import { feature, guard } from '../../core/feature.ts'
import { isBanned } from '../bans/banned.ts'
import { bypasses } from '../bans/bypass.ts'
import { cannotSpeak, saidInChannel } from '../message/message.ts'

/** +C, or `+b ~noctcp:mask`: nobody below half-operators asks everybody's client, but `/me` may be. */
export default feature({
  modes: { C: 'flag' },
  extbans: { noctcp: { letter: 'C', stops: ['ctcp'] } },
  guards: [
    guard(saidInChannel, ({ channel, text }, { user, server }) => {
      if (!channel.modes.has('C') && !isBanned(server, channel, user, 'ctcp')) return
      if (!isCtcp(text) || channel.members.get(user)?.halfop) return
      return !bypasses(server, channel, user, 'ctcp') && cannotSpeak(channel, 'C')
    }),
  ],
})
