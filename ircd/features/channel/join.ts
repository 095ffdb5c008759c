import { messageFrom } from '#wire/message.ts'
import { isChannelName } from '#wire/names.ts'
import { ERR_BADCHANMASK, ERR_NOSUCHCHANNEL, ERR_TOOMANYCHANNELS } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { inChannels, kind } from '../../core/fact.ts'
import { feature, guard } from '../../core/feature.ts'
import { enter } from '../../core/lifecycle.ts'
import { Channel, type User } from '../../core/network.ts'
import { rank } from '../../core/rank.ts'
import { sayNames } from './names.ts'
import { leaveAll } from './part.ts'
import { sayTopic } from './topic.ts'

/** `by` joined. The first to come to a channel that nobody registered operates it. */
export const joined = kind<{ channel: Channel; key: string }>({
  name: 'join',
  event: true,
  apply: ({ by, channel }, net) => {
    net.channels.set(net.fold(channel.name), channel)
    net.vacant.delete(net.fold(channel.name))
    const first = channel.members.size === 0 && !channel.founder
    const member = enter(channel, by as User)
    if (first) member.give('o', rank.op)
  },
  audience: ({ by, channel }) => {
    const { session } = by as User
    return session ? [...channel.locals, session] : channel.locals
  },
  lines: ({ by, channel }) => [messageFrom((by as User).mask, 'JOIN', channel.name)],
  keep: ({ channel }) => inChannels([channel]),
  saves: ({ channel }) => (channel.members.size === 1 ? [channel] : []),
})

/** https://modern.ircdocs.horse/#join-message */
export default feature({
  facts: [joined],
  guards: [
    guard(joined, ({ channel }, { user, server }) => {
      return (
        user.channels.size >= server.settings.limits.channels && ERR_TOOMANYCHANNELS(channel.name)
      )
    }),
  ],
  commands: {
    JOIN: {
      // COMPAT: irssi sends `JOIN :` before it registers, to try what the server is.
      from: 'anyone',
      run(ask, names = '', keys = '') {
        if (!ask.session.registered) return
        if (names === '0') return leaveAll(ask)
        const keyOf = keys.split(',')
        names.split(',').forEach((name, i) => {
          if (name) join(ask, name, keyOf[i] ?? '')
        })
      },
    },
  },
  isupport: ({ settings: { limits } }) => ({
    CHANTYPES: '#',
    CHANNELLEN: limits.channel,
    CHANLIMIT: `#:${limits.channels}`,
  }),
})

function join(ask: Ask, name: string, key: string): void {
  const { net, user, server } = ask
  if (!name.startsWith('#')) return ask.reply(ERR_NOSUCHCHANNEL(name))
  if (!isChannelName(name, server.settings.limits.channel)) return ask.reply(ERR_BADCHANMASK(name))
  const channel = net.channel(name) ?? net.vacant.get(net.fold(name)) ?? newChannel(ask, name)
  if (channel.members.has(user)) return
  if (!ask.commit(joined, { channel, key })) return
  if (channel.topic) sayTopic(ask, channel)
  sayNames(ask, channel)
}

function newChannel({ server, now }: Ask, name: string): Channel {
  const channel = new Channel(server.ports.id(now), name, Math.floor(now / 1000))
  for (const letter of ['n', 't']) channel.modes.set(letter, '')
  return channel
}
