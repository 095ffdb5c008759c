import { messageFrom } from '#wire/message.ts'
import {
  ERR_CANNOTKNOCK,
  ERR_CHANOPEN,
  ERR_KNOCKONCHAN,
  ERR_TOOMANYKNOCK,
  RPL_KNOCKDLVR,
} from '#wire/numerics/channels.ts'
import { ERR_NEEDMOREPARAMS } from '#wire/numerics.ts'
import { shorten } from '#wire/text.ts'
import { kind } from '../../core/fact.ts'
import { feature, guard } from '../../core/feature.ts'
import type { Channel, User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import { Throttle } from '../../core/throttle.ts'
import { isBanned } from '../bans/banned.ts'
import { channelFor } from './visibility.ts'

/** `by` asks those who keep order to invite it. */
export const knocked = kind<{ channel: Channel; text: string }>({
  name: 'knock',
  event: true,
  audience: ({ channel: { locals, members } }) => {
    return [...locals].filter(({ user }) => members.get(user)!.halfop)
  },
  lines: ({ by, channel: { name }, text }) => {
    const { mask, server } = by as User
    const why = text ? `has asked for an invite: ${text}` : 'has asked for an invite.'
    return [messageFrom(server.name, '710', name, name, mask, why)]
  },
})

/** Each person, and each channel, within five minutes. */
const perUser = { count: 3, ms: 300_000 }
const perChannel = { count: 10, ms: 300_000 }
const knocks = perServer(() => new Throttle())

/** Asks to be let into a channel. https://modern.ircdocs.horse/#knock-message */
export default feature({
  facts: [knocked],
  guards: [
    guard(knocked, ({ channel }, { user, server, now }) => {
      const { name, id, modes } = channel
      if (channel.members.has(user)) return ERR_KNOCKONCHAN(name)
      if (!modes.has('i') && !modes.has('k') && !isFull(channel)) return ERR_CHANOPEN(name)
      if (isBanned(server, channel, user, 'join')) return ERR_CANNOTKNOCK(name, ' (+b)')
      const all = knocks(server)
      if (all.take(`${id} ${user.ip}`, perUser, now)) return ERR_TOOMANYKNOCK(name)
      return all.take(id, perChannel, now) > 0 && ERR_TOOMANYKNOCK(name)
    }),
  ],
  commands: {
    KNOCK: {
      help: '<channel> [reason]\nAsks the operators of a closed channel for an invitation.',
      run(ask, name = '', text = '') {
        if (!name) return ask.reply(ERR_NEEDMOREPARAMS('KNOCK'))
        const channel = channelFor(ask, name)
        if (!channel) return
        const reason = shorten(text, ask.server.settings.limits.kick)
        if (ask.commit(knocked, { channel, text: reason })) ask.reply(RPL_KNOCKDLVR(channel.name))
      },
    },
  },
  isupport: () => ({ KNOCK: true }),
})

function isFull({ modes, members }: Channel): boolean {
  return members.size >= Number(modes.get('l') ?? Number.POSITIVE_INFINITY)
}
