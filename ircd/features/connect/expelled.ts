/** Who is logged in does not stay so when the account no longer lets anybody in as before. */
import type { AccountNews } from '#wire/account.ts'
import { feature } from '../../core/feature.ts'
import type { Server } from '../../core/server.ts'
import type { Session } from '../../core/session.ts'
import { isHouses } from './houses.ts'
import { logOut } from './login.ts'

const whys: Partial<Record<AccountNews['kind'], string>> = {
  removed: 'Your account has been removed',
  suspended: 'Your account has been suspended',
  returned: 'Your account has been given back to its owner',
  password: 'Your password has been changed: log in again',
}

export default feature({
  accountNews({ kind, account }, server) {
    const why = whys[kind]
    if (why === undefined) return
    for (const session of [...server.sessions]) {
      const { user } = session
      if (user.account === undefined || server.net.accountNames.keyOf(user.account) !== account)
        continue
      // A house signs its people in by itself: it has heard the same, and knows who may go on.
      if (isHouses(session) && kind === 'password') continue
      if (!spared.has(session)) expel(server, session, why)
    }
  },
})

const spared = new WeakSet<Session>()

/** Who changes its own password need not log in again. */
export async function sparing<T>(session: Session, work: () => Promise<T>): Promise<T> {
  spared.add(session)
  try {
    return await work()
  } finally {
    spared.delete(session)
  }
}

function expel(server: Server, session: Session, why: string): void {
  if (isHouses(session)) return session.close(why)
  logOut(server, session.user)
  session.notice(why)
}
