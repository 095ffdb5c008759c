import { talkOf } from '../../core/fact.ts'
import { feature, reaction } from '../../core/feature.ts'
import { quit } from '../../core/lifecycle.ts'
import type { User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { accountChanged } from '../connect/login.ts'

/**
 * A guest's conversations are forgotten when it leaves or logs in: nobody could read its side. The
 * other side is the other's. What a crash has left behind goes at the next start.
 */
export default feature({
  preludes: [
    reaction(accountChanged, ({ by }, server) => {
      const { session, account } = by as User
      if (session?.registered && !account) forget(server, by as User)
    }),
  ],
  reactions: [
    reaction(quit, ({ by }, server) => {
      const { session, account } = by as User
      if (session && !account) forget(server, by as User)
    }),
  ],
  async boot(server) {
    const { history } = server.ports
    // Of this server's guests: those of other servers on the same store may be here.
    const left = await history.logs(`talk/~${server.settings.sid}`)
    await Promise.all(left.map((log) => history.forget(log)))
  },
})

function forget({ net, ports }: Server, guest: User): void {
  ports.history
    .forget(talkOf(net.identity(guest)))
    .catch((error) => ports.fault(error, 'forgetting a guest'))
}
