/** Who may know that a channel exists, and who is inside: one answer for every command. */
import type { Channel, User } from '../../core/network.ts'

/** A secret channel does not exist for those outside. */
export function isHidden(channel: Channel, viewer: User): boolean {
  return channel.modes.has('s') && !channel.members.has(viewer)
}

/** Whether `viewer` may meet `user` where it did not ask for it by name. */
export function isVisible(user: User, viewer: User): boolean {
  return user === viewer || !user.modes.has('i') || sharesChannel(user, viewer)
}

function sharesChannel(a: User, b: User): boolean {
  const [few, many] = a.channels.size < b.channels.size ? [a, b] : [b, a]
  for (const channel of few.channels) if (many.channels.has(channel)) return true
  return false
}
