/** A channel whose founder's account is no more goes to somebody else, or is nobody's. */
import { feature } from '../../core/feature.ts'
import type { Server } from '../../core/server.ts'
import { namedAs } from '../connect/renamed.ts'
import { isMask } from './access.ts'
import { greetAgain } from './door.ts'
import {
  amend,
  type Decision,
  decidesHere,
  dissolve,
  type Registered,
  registeredChannels,
} from './registration.ts'

export default feature({
  accountNews({ kind, account }, server) {
    if (kind === 'removed') settleSoon(server, account)
  },
  /** Accounts that went while no server ran. */
  async boot(server) {
    if (!server.settings.services.enabled) return
    const { accountNames } = server.net
    const channels = registeredChannels(server.net)
    const named = new Set(channels.flatMap(accountsOf).map((one) => accountNames.keyOf(one)))
    if (named.size === 0) return
    for (const { key } of await server.ports.accounts.list()) named.delete(server.net.fold(key))
    for (const gone of named) settleSoon(server, gone)
  },
})

/** Everybody of whom the registration says something. */
function accountsOf({ registration }: Registered): string[] {
  const { founder, successor, heir, access } = registration
  const others = access.map(({ who }) => who).filter((who) => !isMask(who))
  return [founder, successor, heir, ...others].filter((name) => name !== undefined)
}

function settleSoon(server: Server, account: string): void {
  if (!decidesHere(server)) return
  settle(server, account).catch((error) => server.ports.fault(error, 'succession'))
}

/** @param account its key; there is none any more, and soon nobody knows what else it was called */
async function settle(server: Server, account: string): Promise<void> {
  const { ledger } = server.ports
  const isIts = namedAs(server.net, account)
  for (const channel of registeredChannels(server.net)) {
    const decision = forget(server, channel, isIts)
    // What is decided here alone is so at once, before anybody asks.
    if (ledger) await decision
  }
  for (const channel of registeredChannels(server.net)) {
    if (!isIts(channel.registration.founder)) continue
    const decision = passOn(server, channel)
    if (ledger) await decision
  }
}

/** Whoever takes the name next gets nothing that the one before had. */
function forget(
  server: Server,
  channel: Registered,
  isIts: ReturnType<typeof namedAs>,
): Decision | undefined {
  const { access, successor, heir } = channel.registration
  const others = access.filter(({ who }) => !isIts(who))
  if (others.length === access.length && !isIts(successor) && !isIts(heir)) return undefined
  return amend(server, channel, {
    access: others,
    successor: isIts(successor) ? undefined : successor,
    heir: isIts(heir) ? undefined : heir,
  })
}

/** The successor comes first, then whoever may do as much as the founder, the eldest of them. */
function passOn(server: Server, channel: Registered): Decision {
  const { successor, access } = channel.registration
  const eldest = access.find(({ who, flags }) => flags.includes('F') && !isMask(who))
  const founder = successor ?? eldest?.who
  const what = founder === undefined ? 'dropped without its founder' : `founder is ${founder}`
  server.ports.tell('channel registry', { what, channel: channel.name, by: 'succession' })
  return founder === undefined ? dissolve(server, channel) : handOver(server, channel, founder)
}

/** The channel is somebody else's. Who had it until now has no more than the access list says. */
export async function handOver(server: Server, channel: Registered, founder: string): Decision {
  const { net } = server
  const { access, successor } = channel.registration
  const others = access.filter(({ who }) => !net.accountNames.isSame(who, founder))
  const isNext = net.accountNames.isSame(successor, founder)
  const refusal = await amend(server, channel, {
    founder,
    heir: undefined,
    successor: isNext ? undefined : successor,
    access: others,
  })
  if (!refusal) greetAgain(server, channel)
  return refusal
}
