import { messageFrom } from '#wire/message.ts'
import { isChannelName } from '#wire/names.ts'
import { ERR_LINKCHANNEL } from '#wire/numerics/channels.ts'
import { ERR_BADCHANMASK, ERR_NOSUCHCHANNEL, ERR_TOOMANYCHANNELS, note } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { inChannels, kind } from '../../core/fact.ts'
import { feature, guard } from '../../core/feature.ts'
import { enter } from '../../core/lifecycle.ts'
import { Channel, type User } from '../../core/network.ts'
import { witnesses } from '../../core/presence.ts'
import { rank } from '../../core/rank.ts'
import { forwardOf } from '../modes/forward.ts'
import { sayWhatWasSaid } from '../modes/history-on-join.ts'
import { sayNames } from './names.ts'
import noImplicitNames from './no-implicit-names.ts'
import { leaveAll } from './part.ts'
import { sayTopic } from './topic.ts'
import { isHidden } from './visibility.ts'

/** So many channels one after the other lead to the next. */
const hopsMax = 4

/**
 * `by` joined. The first to come to a channel that nobody registered operates it; who joined on
 * another server (`far`) has only the statuses that are told of it.
 */
export const joined = kind<{
  channel: Channel
  key: string
  far?: true | undefined
  /** Many come at once, with a server. */
  batch?: string | undefined
  /** Since when it has been inside, where its server has told: milliseconds since 1970. */
  since?: number | undefined
}>({
  name: 'join',
  event: true,
  apply: ({ by, at, channel, far, since }, net) => {
    net.channels.set(net.fold(channel.name), channel)
    net.vacant.delete(net.fold(channel.name))
    const first = channel.members.size === 0
    const member = enter(channel, by as User)
    member.joinedAt = since ?? at
    member.delayed = !first && channel.modes.has('D')
    if (first && !far && !channel.lasting) member.give('o', rank.op)
  },
  audience: ({ by, channel }) => {
    const { session } = by as User
    const others = witnesses(channel, by as User)
    return session ? [...others, session] : others
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
      help: '<channel>[,<channel>…] [key,…]\nJoins channels.',
      // COMPAT: irssi sends `JOIN :` before it registers, to try what the server is.
      from: 'anyone',
      run(ask, names = '', keys = '') {
        if (!ask.session.registered) return
        if (names === '0') return leaveAll(ask)
        const keyOf = keys.split(',')
        const greetings = names.split(',').map((name, i) => {
          return name ? join(ask, name, keyOf[i] ?? '') : undefined
        })
        // Only what was said before one came is read from the disk.
        if (greetings.some((greeting) => greeting)) return Promise.all(greetings).then(() => {})
      },
    },
  },
  isupport: ({ settings: { limits } }) => ({
    CHANTYPES: '#',
    CHANNELLEN: limits.channel,
    CHANLIMIT: `#:${limits.channels}`,
  }),
})

export function join(ask: Ask, name: string, key: string): void | Promise<void> {
  const { net, server, user } = ask
  if (!name.startsWith('#')) return ask.reply(ERR_NOSUCHCHANNEL(name))
  if (!isChannelName(name, server.settings.limits.channel)) return ask.reply(ERR_BADCHANMASK(name))
  const there = net.channel(name)
  if (there) return enterOrFollow(ask, there, key)
  const led = net.ledTo(name, ask.now)
  if (!led || isHidden(led, user)) {
    return enterOrFollow(ask, net.vacant.get(net.fold(name)) ?? newChannel(ask, name), key)
  }
  ask.reply(note('JOIN', 'CHANNEL_RENAMED', 'The channel was renamed', name, led.name))
  ask.reply(ERR_LINKCHANNEL(name, led.name))
  return enterOrFollow(ask, led, key)
}

/** Who may not come in goes where the channel leads, and never twice to the same. */
function enterOrFollow(
  ask: Ask,
  channel: Channel,
  key: string,
  seen: Channel[] = [],
): void | Promise<void> {
  const { user, server, net } = ask
  if (channel.members.has(user)) return
  const refusal = server.commit(joined, { channel, key }, user, ask)
  if (!refusal) return greet(ask, channel)
  const name = forwardOf(server, channel, user)
  const next = name === undefined ? undefined : net.channel(name)
  const isLost = !next || next === channel || seen.includes(next) || seen.length === hopsMax
  if (isLost || next.members.has(user)) return ask.reply(refusal)
  ask.reply(ERR_LINKCHANNEL(channel.name, next.name))
  return enterOrFollow(ask, next, '', [...seen, channel])
}

/** What a new member is told. */
function greet(ask: Ask, channel: Channel): void | Promise<void> {
  introduce(ask, channel)
  if (channel.modes.has('H')) return sayWhatWasSaid(ask, channel)
}

/** The topic, and who is there. */
export function introduce(ask: Ask, channel: Channel): void {
  if (channel.topic) sayTopic(ask, channel)
  if (!ask.session.hasAny(noImplicitNames)) sayNames(ask, channel)
}

export function newChannel({ server, now }: Pick<Ask, 'server' | 'now'>, name: string): Channel {
  const ended = server.net.ended.get(server.net.fold(name))
  // Other servers must not take it for the one that has just ended.
  const createdAt = Math.max(Math.floor(now / 1000), (ended?.createdAt ?? 0) + 1)
  const channel = new Channel(server.ports.id(now), name, createdAt)
  for (const letter of ['n', 't']) channel.modes.set(letter, '')
  return channel
}
