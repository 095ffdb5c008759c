/** Channels that somebody registered: what ChanServ keeps of them, and how that changes. */
import { kind } from '../../core/fact.ts'
import type { Channel, Network } from '../../core/network.ts'
import type { Registration } from '../../core/registration.ts'
import type { Server } from '../../core/server.ts'
import { modesChanged } from '../channel/mode.ts'
import { userOf } from '../services/presence.ts'

export type Registered = Channel & { registration: Registration }

/** What is decided of the channel is this from now on; without it, it is nobody's any more. */
export const registrationChanged = kind<{
  channel: Channel
  registration?: Registration | undefined
}>({
  name: 'registration',
  apply: ({ channel, registration, at }, net) => {
    channel.registration = registration
    const key = net.fold(channel.name)
    if (channel.lasting) {
      net.channels.set(key, channel)
      net.vacant.delete(key)
    } else if (net.channels.get(key) === channel && channel.members.size === 0) {
      net.vacate(channel, at)
    }
  },
  audience: () => [],
  lines: () => [],
  saves: ({ channel }) => [channel],
})

export function isRegistered(channel: Channel | undefined): channel is Registered {
  return channel?.registration !== undefined
}

/** Who commits what ChanServ does: the service, or the server where there is no service. */
export function chanserv(server: Server) {
  return userOf(server, 'ChanServ') ?? server.net.me
}

/** What is on from the start. */
const settingsAtFirst = ['AUTOOP', 'HISTORY', 'KEEPTOPIC']

/** What is decided of a channel on its first day. */
export function firstOf(founder: string, at: number): Registration {
  return {
    founder,
    at,
    usedAt: at,
    access: [],
    autoKicks: [],
    templates: {},
    lock: { on: {}, off: '' },
    settings: settingsAtFirst,
    texts: {},
  }
}

/** A channel becomes somebody's: +r says so. */
export function found(server: Server, channel: Channel, registration: Registration): void {
  const by = chanserv(server)
  server.commit(registrationChanged, { channel, registration }, by)
  if (channel.modes.has('r')) return
  const changes = [{ type: 'flag' as const, letter: 'r', on: true }]
  server.commit(modesChanged, { channel, changes }, by)
}

/** A part of what is decided is another from now on. */
export function amend(server: Server, channel: Registered, change: Partial<Registration>): void {
  const registration = { ...channel.registration, ...change }
  server.commit(registrationChanged, { channel, registration }, chanserv(server))
}

/** The channel is nobody's any more. */
export function dissolve(server: Server, channel: Channel): void {
  const by = chanserv(server)
  if (channel.modes.has('r')) {
    const changes = [{ type: 'flag' as const, letter: 'r', on: false }]
    server.commit(modesChanged, { channel, changes }, by)
  }
  server.commit(registrationChanged, { channel }, by)
}

export function registeredChannels(net: Network): Registered[] {
  return [...net.channels.values()].filter(isRegistered)
}

/** Those that the account founded. */
export function foundedBy(net: Network, account: string): Registered[] {
  const key = net.accountNames.keyOf(account)
  return registeredChannels(net).filter(
    ({ registration }) => net.accountNames.keyOf(registration.founder) === key,
  )
}
