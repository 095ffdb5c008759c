import { ERR_CHANOPRIVSNEEDED, ERR_INVALIDMODEPARAM, ERR_NOSUCHCHANNEL } from '#wire/numerics.ts'
import { feature } from '../../core/feature.ts'
import type { Channel, User } from '../../core/network.ts'
import { rank } from '../../core/rank.ts'
import type { Server } from '../../core/server.ts'
import { banFor } from '../bans/banned.ts'
import { standing } from '../channel/standing.ts'
import { isHidden } from '../channel/visibility.ts'

/**
 * +L, or `+b ~forward:#other:mask`: who may not come in is led to another channel. Whoever sets +L
 * operates that one too.
 */
export default feature({
  modes: {
    L: {
      type: 'param',
      always: false,
      read(name, ask, from) {
        const to = ask.net.channel(name)
        if (!to || isHidden(to, ask.user)) return ERR_NOSUCHCHANNEL(name)
        if (to === ask.net.channel(from)) {
          return ERR_INVALIDMODEPARAM(from, 'L', name, 'A channel cannot lead to itself')
        }
        return standing(ask, to) < rank.op ? ERR_CHANOPRIVSNEEDED(to.name) : to.name
      },
    },
  },
  extbans: {
    forward: {
      letter: 'f',
      aliases: ['redirect', 'd'],
      stops: ['join', 'speak', 'nick'],
      words: 1,
      read: (name) => (/^#[^\s,:]+$/.test(name) ? name : undefined),
    },
  },
})

/** Where somebody is led who may not come in. */
export function forwardOf(server: Server, channel: Channel, user: User): string | undefined {
  const ban = banFor(server, channel, user, 'join')
  return ban?.act === 'forward' ? ban.words : channel.modes.get('L')
}
