/** Whom the members of a channel may know to be inside. */
import type { Channel, Member, User } from './network.ts'
import type { Session } from './session.ts'

/**
 * Whether `viewer` may know that `user` is, or is about to be, in the channel. Where joins are shown
 * late (+D) nobody knows of those who have not spoken; an auditorium (+u) shows only who has a
 * voice, and everybody to those who keep order.
 */
export function isShown(channel: Channel, user: User, viewer: User): boolean {
  if (user === viewer) return true
  const member = channel.members.get(user)
  if (isDelayed(channel, member)) return false
  if (!channel.modes.has('u') || member?.voiced) return true
  return channel.members.get(viewer)?.halfop ?? false
}

/** Everybody here who is in the channel and may know of the user. Asked before it joins or leaves. */
export function witnesses(channel: Channel, user: User): Iterable<Session> {
  const { locals, members, modes } = channel
  if (!modes.has('u') && !isDelayed(channel, members.get(user))) return locals
  return [...locals].filter((session) => isShown(channel, user, session.user))
}

function isDelayed({ modes }: Channel, member: Member | undefined): boolean {
  return member ? member.delayed : modes.has('D')
}
