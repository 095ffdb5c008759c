import { messageFrom } from '#wire/message.ts'
import { isChannelName } from '#wire/names.ts'
import { ERR_UNAVAILRESOURCE } from '#wire/numerics/operators.ts'
import { ERR_CHANOPRIVSNEEDED, ERR_NOTONCHANNEL, fail } from '#wire/numerics.ts'
import { shorten } from '#wire/text.ts'
import { Ask } from '../../core/ask.ts'
import { inChannels, kind, sourceOf } from '../../core/fact.ts'
import { feature, guard, reaction } from '../../core/feature.ts'
import type { ClaimRefusal } from '../../core/links.ts'
import type { Channel, User } from '../../core/network.ts'
import { rank } from '../../core/rank.ts'
import type { Server } from '../../core/server.ts'
import { introduce, joined } from './join.ts'
import { parted } from './part.ts'
import { isInside, standing } from './standing.ts'
import { channelFor } from './visibility.ts'

/** How long the old name leads to the new one. */
const ledMs = 24 * 60 * 60 * 1000
/** A channel is not renamed more often than this. */
const restMs = 60_000

/** `by` has given the channel, which was called `from`, another name; all the rest stays. */
export const renamed = kind<{ channel: Channel; from: string; to: string; text: string }>({
  name: 'rename',
  event: true,
  apply: ({ channel, from, to, at }, net) => {
    net.channels.delete(net.fold(from))
    channel.name = to
    net.channels.set(net.fold(to), channel)
    net.leave(from, channel, at, at + ledMs)
    resting.set(channel, at + restMs)
  },
  audience: ({ channel }) => [...channel.locals].filter((session) => session.has(cap)),
  lines: ({ by, from, to, text }) => [messageFrom(sourceOf(by), 'RENAME', from, to, text)],
  keep: ({ channel }) => inChannels([channel]),
  saves: ({ channel }) => [channel],
})

/** To a client that does not know RENAME `by` has left the old channel … */
const leftOld = kind<{ from: string; text: string }>({
  name: 'left the old name',
  readsAs: parted,
  audience: ({ by }) => [(by as User).session!],
  lines: ({ by, from, text }) => [messageFrom(sourceOf(by), 'PART', from, ...(text ? [text] : []))],
})

/** … and joined the new one. */
const joinedNew = kind<{ channel: Channel }>({
  name: 'joined the new name',
  readsAs: joined,
  audience: ({ by }) => [(by as User).session!],
  lines: ({ by, channel }) => [messageFrom(sourceOf(by), 'JOIN', channel.name)],
})

const cap = 'draft/channel-rename'
const resting = new WeakMap<Channel, number>()

/** https://ircv3.net/specs/extensions/channel-rename */
export default feature({
  cap,
  facts: [renamed, leftOld, joinedNew],
  guards: [
    guard(renamed, ({ channel, from, to }, ask) => {
      const { net, server, user, now } = ask
      if (!isInside(ask, channel)) return ERR_NOTONCHANNEL(from)
      const isFounder = net.accountNames.isSame(channel.founder, user.account)
      const needs = channel.founder === undefined ? rank.op : rank.owner
      if (!isFounder && standing(ask, channel) < needs) return ERR_CHANOPRIVSNEEDED(from)
      const refuse = (code: string, why: string) => fail('RENAME', code, why, from, to)
      if (!isChannelName(to, server.settings.limits.channel)) {
        return refuse('CANNOT_RENAME', 'This cannot be the name of a channel')
      }
      const holder = net.channel(to) ?? net.vacant.get(net.fold(to))
      if ((holder && holder !== channel) || to === from) {
        return refuse('CHANNEL_NAME_IN_USE', 'A channel has this name')
      }
      const rests = (resting.get(channel) ?? 0) > now
      return rests && refuse('CANNOT_RENAME', 'The channel has been renamed a moment ago')
    }),
    guard(joined, ({ channel: { name, members } }, { server }) => {
      if (members.size || !server.links?.isClaimed(name)) return undefined
      return ERR_UNAVAILRESOURCE(name, 'A channel is about to be called so')
    }),
  ],
  without: (lines) => lines.filter(({ verb }) => verb !== 'RENAME'),
  reactions: [reaction(renamed, (fact, server, ask) => restateToOthers(fact, server, ask))],
  commands: {
    RENAME: {
      min: 2,
      help: '<channel> <new name> [reason]\nGives a channel another name, on all servers.',
      run(ask, from = '', to = '', text = '') {
        const channel = channelFor(ask, from)
        if (!channel) return
        const reason = shorten(text, ask.server.settings.limits.kick)
        return rename(ask, channel, to, reason)
      },
    },
  },
})

/** The name is kept free on all servers first; where only capitals change it is the channel's. */
function rename(ask: Ask, channel: Channel, to: string, text: string): void | Promise<void> {
  const { net, server } = ask
  const data = { channel, from: channel.name, to, text }
  const refusal = ask.refusal(renamed, data)
  if (refusal) return ask.reply(refusal)
  const isOwn = net.fold(channel.name) === net.fold(to)
  const claimed = isOwn ? undefined : server.links?.claim(to)
  const then = (why: ClaimRefusal | undefined) => {
    if (why) ask.reply(fail('RENAME', ...refusals[why], channel.name, to))
    else ask.commit(renamed, { ...data, from: channel.name })
  }
  return claimed instanceof Promise ? claimed.then(then) : then(claimed)
}

const refusals: Record<ClaimRefusal, [code: string, why: string]> = {
  taken: ['CHANNEL_NAME_IN_USE', 'A channel on another server has this name'],
  foreign: ['CANNOT_RENAME', 'Servers of another kind are on the network, which could not follow'],
  slow: ['CANNOT_RENAME', 'A server has not answered in time: try again'],
}

type Renamed = Parameters<typeof renamed.lines>[0]

/**
 * COMPAT: whose client does not know RENAME leaves the old channel and joins the new one. Where only
 * capitals change it is told nothing: to its client the names are one.
 */
function restateToOthers(fact: Renamed, server: Server, ask: Ask | undefined): void {
  const { channel, from, to } = fact
  if (server.net.fold(from) === server.net.fold(to)) return
  for (const session of channel.locals) {
    if (session.has(cap)) continue
    const own = ask?.session === session ? ask : new Ask(server, session, 'RENAME', undefined)
    restate(own, fact)
  }
}

function restate(ask: Ask, { channel, from, text }: Renamed): void {
  ask.commit(leftOld, { from, text })
  ask.commit(joinedNew, { channel })
  introduce(ask, channel)
}
