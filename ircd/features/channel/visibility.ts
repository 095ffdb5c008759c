/** Who may know that a channel exists, and who is inside: one answer for every command. */
import { ERR_NOSUCHCHANNEL } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import type { Channel, User } from '../../core/network.ts'
import { isShown } from '../../core/presence.ts'
import type { Server } from '../../core/server.ts'

/** Whether a channel is no more, whoever has its name now; one that waits for somebody is there. */
export function isGone({ net }: Server, channel: Channel): boolean {
  const key = net.fold(channel.name)
  return net.channels.get(key) !== channel && net.vacant.get(key) !== channel
}

/** A secret channel does not exist for those outside. */
export function isHidden(channel: Channel, viewer: User): boolean {
  return channel.modes.has('s') && !channel.members.has(viewer) && !seesAll(viewer)
}

/** The channel of that name, as far as the asker may know of it; or else it is told why not. */
export function channelFor(ask: Ask, name: string): Channel | undefined {
  const channel = ask.net.channel(name)
  if (channel && !isHidden(channel, ask.user)) return channel
  ask.reply(ERR_NOSUCHCHANNEL(name))
  return undefined
}

/** A private channel (+p) is there for those outside too, but no list tells them of it. */
export function isUnlisted(channel: Channel, viewer: User): boolean {
  const { modes, members } = channel
  return (modes.has('s') || modes.has('p')) && !members.has(viewer) && !seesAll(viewer)
}

/** Whether `viewer` may know that `user` is in the channel. */
export function isSeenIn(channel: Channel, user: User, viewer: User): boolean {
  return !isUnlisted(channel, viewer) && isShown(channel, user, viewer)
}

/** Whether `viewer` may meet `user` where it did not ask for it by name. */
export function isVisible(user: User, viewer: User): boolean {
  const shy = user.modes.has('i') && user !== viewer
  return !shy || sharesChannel(user, viewer) || seesAll(viewer)
}

/** Operators of the network who were given that: see `core/privilege.ts`. */
function seesAll({ oper }: User): boolean {
  return oper?.privileges.has('see') ?? false
}

export function sharesChannel(a: User, b: User): boolean {
  const [few, many] = a.channels.size < b.channels.size ? [a, b] : [b, a]
  for (const channel of few.channels) if (many.channels.has(channel)) return true
  return false
}
