/** Channels that somebody registered: what ChanServ keeps of them, and how that changes. */
import type { AccountRefusal } from '#wire/account.ts'
import type { DocumentChange } from '#wire/ledger.ts'
import { kind } from '../../core/fact.ts'
import type { Channel, Network, User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
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

/** Why something was not decided; nothing where it was. */
export type Decision = Promise<AccountRefusal | undefined>

/** A channel becomes somebody's: +r says so. */
export async function found(
  server: Server,
  channel: Channel,
  registration: Registration,
): Decision {
  const refusal = await decide(server, channel, registration)
  if (!refusal) markRegistered(server, channel, true)
  return refusal
}

/** A part of what is decided is another from now on. */
export function amend(
  server: Server,
  channel: Registered,
  change: Partial<Registration>,
): Decision {
  return decide(server, channel, { ...channel.registration, ...change })
}

/** The channel is nobody's any more. */
export async function dissolve(server: Server, channel: Channel): Decision {
  if (!server.ports.ledger) markRegistered(server, channel, false)
  const refusal = await decide(server, channel, undefined)
  if (!refusal) markRegistered(server, channel, false)
  return refusal
}

export function markRegistered(server: Server, channel: Channel, on: boolean): void {
  if (channel.modes.has('r') === on) return
  const changes = [{ type: 'flag' as const, letter: 'r', on }]
  server.commit(modesChanged, { channel, changes }, chanserv(server))
}

/** What all servers keep of a channel, on the shelf of that name under its folded name. */
export interface RegistrationDocument {
  name: string
  /** How old the channel was, seconds since 1970. */
  createdAt: number
  registration: Registration
  /** The entry that made it so. */
  number?: number | undefined
}

export const shelfName = 'registrations'

/** By the folded name of a channel: the entry that made its registration what it is. */
export const entriesOf = perServer(() => new Map<string, number>())

/** At once where this server decides alone; else once the server has agreed that does. */
async function decide(
  server: Server,
  channel: Channel,
  registration: Registration | undefined,
): Decision {
  const { ledger } = server.ports
  if (ledger) return ledger.change(documentOf(server, channel, registration))
  server.commit(registrationChanged, { channel, registration }, chanserv(server))
  return undefined
}

/** Whether this server does what follows for everybody: of several it is the one that decides. */
export function decidesHere({ ports }: Server): boolean {
  return ports.ledger?.decides ?? true
}

/** Whether this server does what follows for somebody. */
export function actsFor({ links }: Server, user: User): boolean {
  return links?.actsFor(user) ?? true
}

/** Only where it is still as it is known here. */
export function documentOf(
  server: Server,
  { name, createdAt }: Channel,
  registration: Registration | undefined,
): DocumentChange {
  const key = server.net.fold(name)
  const value = registration && { name, createdAt, registration }
  return { shelf: shelfName, key, value, base: entriesOf(server).get(key) ?? 0 }
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
