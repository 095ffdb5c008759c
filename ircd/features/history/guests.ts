import { feature, reaction } from '../../core/feature.ts'
import { quit } from '../../core/lifecycle.ts'
import type { User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'

/**
 * A guest's conversations are forgotten when it leaves: nobody could read its side any more. The
 * other side is the other's. What a crash has left behind goes at the next start.
 */
export default feature({
  reactions: [
    reaction(quit, ({ by }, server) => {
      const user = by as User
      if (user.session && !user.account) forget(server, `talk/${server.net.identity(user)}`)
    }),
  ],
  async boot(server) {
    const { history } = server.ports
    // Of this server's guests: those of other servers on the same store may be here.
    const left = await history.logs(`talk/~${server.settings.sid}`)
    await Promise.all(left.map((log) => history.forget(log)))
  },
})

function forget({ ports }: Server, log: string): void {
  ports.history.forget(log).catch((error) => ports.fault(error, 'forgetting a guest'))
}
