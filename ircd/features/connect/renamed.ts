/** An account that is called something else: whoever is signed in to it goes by its new name. */
import { RPL_LOGGEDIN } from '#wire/numerics.ts'
import { feature } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
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
  server.net.accountNames.note(key, name, formerly)
  for (const { user } of [...server.sessions]) {
    const isIts = server.net.accountNames.isSame(user.account, name)
    if (isIts && user.account !== name) callBy(server, user, name)
  }
}

function callBy(server: Server, user: User, name: string): void {
  // Those behind a bouncer, and where accounts are cloaks, are seen with it.
  const isHost = user.host === `user/${user.account}`
  server.commit(accountChanged, { account: name, renamed: true }, user)
  if (isHost) changeHost(server, user, { host: `user/${name}` })
  user.session?.tell(RPL_LOGGEDIN(user.mask, name))
}
