import { hasColour } from '#wire/formatting.ts'
import { feature, guard } from '../../core/feature.ts'
import { isBanned } from '../bans/banned.ts'
import { bypasses } from '../bans/bypass.ts'
import { cannotSpeak, saidInChannel } from '../message/message.ts'

/** +c, or `+b ~nocolour:mask`: nobody below half-operators speaks in colours. */
export default feature({
  modes: { c: 'flag' },
  extbans: { nocolour: { letter: 'k', aliases: ['nocolor', 'blockcolor'], stops: ['colour'] } },
  guards: [
    guard(saidInChannel, ({ channel, text }, { user, server }) => {
      if (!channel.modes.has('c') && !isBanned(server, channel, user, 'colour')) return
      if (!hasColour(text) || channel.members.get(user)?.halfop) return
      return !bypasses(server, channel, user, 'colour') && cannotSpeak(channel, 'c')
    }),
  ],
})
