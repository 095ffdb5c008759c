/** Accounts are noted as used while somebody is there with them; those that nobody uses may end. */
import { feature, reaction } from '../../core/feature.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import { accountChanged } from '../connect/login.ts'

const everyMs = 3_600_000

const lately = perServer(({ startedAt }) => ({ at: startedAt }))

export default feature({
  reactions: [
    reaction(accountChanged, ({ account }, { ports }) => {
      if (account === undefined) return
      ports.accounts.seen(account).catch((error) => ports.fault(error, 'accounts'))
    }),
  ],
  ticks(server, now) {
    if (now - lately(server).at < everyMs) return
    lately(server).at = now
    sweep(server, now).catch((error) => server.ports.fault(error, 'accounts'))
  },
})

/** Whoever stays for days has been seen, too. */
async function sweep({ sessions, settings, ports }: Server, now: number): Promise<void> {
  const here = new Set([...sessions].flatMap(({ user }) => user.account ?? []))
  for (const account of here) await ports.accounts.seen(account)
  const { expireMs } = settings.accounts
  const gone = await ports.accounts.expire(expireMs > 0 ? now - expireMs : undefined)
  for (const account of gone) ports.tell('account expired', { account })
}
