/** How users come and go, and enter and leave channels: what every other feature rests on. */
import { messageFrom } from '#wire/message.ts'
import { inChannels, kind, neighbours } from './fact.ts'
import { type Channel, Member, type Network, type User } from './network.ts'

/** `by` has registered: from now on it is one of the network's users. */
export const connected = kind<object>({
  name: 'connected',
  apply: ({ by, at }, net) => {
    const user = by as User
    user.nickAt ||= Math.floor(at / 1000)
    user.nickAtMost = Math.max(user.nickAtMost, user.nickAt)
    net.admit(user)
  },
  audience: () => [],
  lines: () => [],
  event: true,
})

/** `by` has left the network; with a server, and all others of it, in a `batch`. */
export const quit = kind<{ text: string; channels?: Channel[]; batch?: string | undefined }>({
  name: 'quit',
  event: true,
  apply: (fact, net) => {
    const user = fact.by as User
    fact.channels = [...user.channels]
    for (const channel of fact.channels) leave(net, channel, user, fact.at)
    for (const channel of user.invitations) channel.invited.delete(user)
    net.dismiss(user)
  },
  audience: ({ by }) => {
    const others = neighbours(by as User)
    others.delete((by as User).session!)
    return others
  },
  lines: ({ by, text }) => [messageFrom((by as User).mask, 'QUIT', text)],
  keep: ({ by }) => inChannels((by as User).channels),
  saves: ({ channels }) => vacated(channels ?? []),
})

/** Makes the user a member; the channel is there already. */
export function enter(channel: Channel, user: User): Member {
  const member = new Member()
  channel.members.set(user, member)
  withdraw(channel, user)
  user.channels.add(channel)
  if (user.session) channel.seat(user.session)
  else count(channel, user, 1)
  return member
}

/** The invitation is used up, or taken back. */
export function withdraw(channel: Channel, user: User): void {
  channel.invited.delete(user)
  user.invitations.delete(channel)
}

function count({ servers }: Channel, { server }: User, more: 1 | -1): void {
  const all = (servers.get(server) ?? 0) + more
  if (all > 0) servers.set(server, all)
  else servers.delete(server)
}

/** Ends a membership; a channel that nobody registered ends with its last member. */
export function leave(net: Network, channel: Channel, user: User, at: number): void {
  channel.members.delete(user)
  user.channels.delete(channel)
  if (user.session) channel.unseat(user.session)
  else count(channel, user, -1)
  if (channel.members.size === 0 && !channel.lasting) net.vacate(channel, at)
}

/** Those whose last member has just left: their records must follow. */
export function vacated(channels: Iterable<Channel>): Channel[] {
  return Array.from(channels).filter(({ members }) => members.size === 0)
}
