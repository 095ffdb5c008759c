/** A channel whose founder's account is no more goes to somebody else, or is nobody's. */
import { feature } from '../../core/feature.ts'
import type { Server } from '../../core/server.ts'
import { isMask } from './access.ts'
import { greetAgain } from './door.ts'
import {
  amend,
  type Decision,
  decidesHere,
  dissolve,
  foundedBy,
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

/** @param account its key; there is none any more */
async function settle(server: Server, account: string): Promise<void> {
  const { ledger } = server.ports
  for (const channel of registeredChannels(server.net)) {
    const decision = forget(server, channel, account)
    // What is decided here alone is so at once, before anybody asks.
    if (ledger) await decision
  }
  for (const channel of foundedBy(server.net, account)) {
    const decision = passOn(server, channel)
    if (ledger) await decision
  }
}

/** Whoever takes the name next gets nothing that the one before had. */
function forget(server: Server, channel: Registered, account: string): Decision | undefined {
  const { net } = server
  const isIts = (name: string | undefined) =>
    name !== undefined && net.accountNames.keyOf(name) === account
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
