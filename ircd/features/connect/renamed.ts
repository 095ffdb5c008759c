/** An account that is called something else: whoever is signed in to it goes by its new name. */
import { RPL_LOGGEDIN } from '#wire/numerics.ts'
import { feature } from '../../core/feature.ts'
import type { Network, User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { changeHost } from '../user/chghost.ts'
import { accountChanged } from './login.ts'

export default feature({
  async boot({ net, ports }) {
    for (const { key, name, formerly } of await ports.accounts.list()) {
      if (formerly.length > 0) net.accountNames.note(key, name, formerly)
    }
  },
  accountNews({ kind, key }, server) {
    if (kind !== 'renamed') return
    retitle(server, key).catch((error) => server.ports.fault(error, 'accounts'))
  },
})

/** @param account its key, or any name that it has or had */
export async function retitle(server: Server, account: string): Promise<void> {
  const facts = await server.ports.accounts.find(account)
  if (!facts) return
  const { key, name, formerly } = facts
  const { net } = server
  // A name that it got on the lost side of a split is nobody’s again: who is called so is its all the same.
  const wasIts = namedAs(net, key)
  net.accountNames.note(key, name, formerly)
  const isIts = namedAs(net, key)
  for (const { user } of [...server.sessions]) {
    const { account } = user
    if (account !== name && (wasIts(account) || isIts(account))) callBy(server, user, name)
  }
}

/** Tells its names from others', as they are now: nothing that is noted later changes the answer. */
export function namedAs(net: Network, account: string): (name: string | undefined) => boolean {
  const names = new Set(net.accountNames.namesOf(account).map(net.fold))
  return (name) => name !== undefined && names.has(net.fold(name))
}

function callBy(server: Server, user: User, name: string): void {
  // Those behind a bouncer, and where accounts are cloaks, are seen with it.
  const isHost = user.host === `user/${user.account}`
  server.commit(accountChanged, { account: name, renamed: true }, user)
  if (isHost) changeHost(server, user, { host: `user/${name}` })
  user.session?.tell(RPL_LOGGEDIN(user.mask, name))
}
