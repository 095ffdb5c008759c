/** Hosts of people's own choice: an account's vhost is shown in place of where it connects from. */

import type { AccountRefusal } from '#wire/account.ts'
import { RPL_HOSTHIDDEN } from '#wire/numerics/operators.ts'
import { kind } from '../../core/fact.ts'
import { feature, reaction } from '../../core/feature.ts'
import type { Network, User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { usersOf } from '../connect/identities.ts'
import { accountChanged } from '../connect/login.ts'
import { coverOf } from '../guard/cloak.ts'
import { changeHost } from '../user/chghost.ts'

/** What an account has, on the shelf `vhosts` under its key. */
export interface Vhost {
  /** As its owner spells it. */
  account: string
  host?: string | undefined
  /** Whether it is shown. */
  on: boolean
  /** What was asked for, and waits for somebody to decide. */
  wanted?: string | undefined
  /** When something was last asked for; milliseconds since 1970. */
  askedAt: number
  by: string
}

const shelfName = 'vhosts'

/** The vhost of the account is this from now on; none without it. */
export const vhostChanged = kind<{ account: string; vhost?: Vhost | undefined }>({
  name: 'vhost',
  apply: ({ account, vhost }, net) => {
    const key = net.accountNames.keyOf(account)
    if (vhost) vhostsOf(net).set(key, vhost)
    else vhostsOf(net).delete(key)
  },
  audience: () => [],
  lines: () => [],
})

export default feature({
  facts: [vhostChanged],
  // Whoever comes with an account is never seen with another host.
  vets({ server, user, session }) {
    const host = shownTo(server.net, user.account)
    if (host === undefined) return undefined
    before.set(user, user.host)
    user.realHost ||= user.host
    user.host = host
    session.tell(RPL_HOSTHIDDEN(host))
    return undefined
  },
  reactions: [
    reaction(vhostChanged, ({ account, vhost }, server) => {
      const { net, ports } = server
      const key = net.accountNames.keyOf(account)
      if (!ports.ledger) {
        const shelf = ports.shelf<Vhost>(shelfName)
        const kept = vhost ? shelf.put(key, vhost) : shelf.remove(key)
        kept.catch((error) => ports.fault(error, 'vhosts'))
      }
      for (const user of usersOf(server, key)) dress(server, user)
    }),
    reaction(accountChanged, ({ by }, server) => {
      const user = by as User
      if (user.session?.registered) dress(server, user)
    }),
  ],
  accountNews({ kind, account }, server) {
    if (kind !== 'removed' || !vhostsOf(server.net).has(account)) return
    server.commit(vhostChanged, { account }, server.net.me)
  },
  documentNews({ shelf, key, value }, server) {
    if (shelf !== shelfName) return
    server.commit(vhostChanged, { account: key, vhost: value as Vhost | undefined }, server.net.me)
  },
  async boot({ ports, net }) {
    for (const [key, vhost] of await ports.shelf<Vhost>(shelfName).list()) {
      vhostsOf(net).set(key, vhost)
    }
  },
})

/** Has it decided, here or where that is. @returns why not. */
export async function decideVhost(
  server: Server,
  account: string,
  vhost: Vhost | undefined,
  by: User,
): Promise<AccountRefusal | undefined> {
  const { ledger } = server.ports
  const key = server.net.accountNames.keyOf(account)
  if (ledger) return ledger.change({ shelf: shelfName, key, value: vhost })
  server.commit(vhostChanged, { account, vhost }, by)
  return undefined
}

const known = new WeakMap<Network, Map<string, Vhost>>()

/** By the account's key. */
export function vhostsOf(net: Network): Map<string, Vhost> {
  const found = known.get(net) ?? new Map<string, Vhost>()
  known.set(net, found)
  return found
}

/** What they had before they showed a vhost. */
const before = new WeakMap<User, string>()

/** Gives the user the vhost of its account, or what it had before. */
export function dress(server: Server, user: User): void {
  const host = shownTo(server.net, user.account)
  const former = before.get(user)
  if (host !== undefined) {
    if (former === undefined) before.set(user, user.host)
    changeHost(server, user, { host })
  } else if (former !== undefined) {
    before.delete(user)
    // By now it may be another's, or have hidden itself.
    changeHost(server, user, { host: coverOf(server, user) ?? former })
  }
}

function shownTo(net: Network, account: string | undefined): string | undefined {
  const vhost =
    account === undefined ? undefined : vhostsOf(net).get(net.accountNames.keyOf(account))
  return vhost?.on ? vhost.host : undefined
}
