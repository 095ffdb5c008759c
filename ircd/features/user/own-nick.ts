/**
 * +r: who it is belongs to its nick: it is logged in to the account that the nick is the name of, or
 * one of whose further nicks it is. Each server knows it of its own users, and tells the others.
 */
import { RPL_WHOISREGNICK } from '#wire/numerics.ts'
import { feature, reaction } from '../../core/feature.ts'
import { connected } from '../../core/lifecycle.ts'
import type { User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { accountHere, accountLearned } from '../connect/account-here.ts'
import { usersOf } from '../connect/identities.ts'
import { accountChanged } from '../connect/login.ts'
import { nickChanged } from '../connect/nick.ts'
import { userModesChanged } from './user-mode.ts'

/** https://modern.ircdocs.horse/#rplwhoisregnick-307 */
export default feature({
  userModes: { r: 'server' },
  preludes: [
    // Before anybody hears of it: its modes are part of how it is introduced.
    reaction(connected, ({ by }, server) => {
      const user = by as User
      if (user.session && isItsOwn(server, user)) user.modes.add('r')
    }),
  ],
  reactions: [
    reaction(nickChanged, ({ by }, server) => settle(server, by as User)),
    reaction(accountChanged, ({ by }, server) => settle(server, by as User)),
    reaction(accountLearned, ({ key }, server) => {
      for (const user of usersOf(server, key)) settle(server, user)
    }),
  ],
  whois: (_, { nick, modes }) => (modes.has('r') ? [RPL_WHOISREGNICK(nick)] : []),
})

function settle(server: Server, user: User): void {
  if (!user.session?.registered) return
  const on = isItsOwn(server, user)
  if (on === user.modes.has('r')) return
  server.commit(userModesChanged, { changes: [{ letter: 'r', on }] }, user)
}

function isItsOwn(server: Server, user: User): boolean {
  const { fold, accountNames } = server.net
  if (accountNames.isSame(user.account, user.nick)) return true
  const { nicks = [] } = accountHere(server, user) ?? {}
  return nicks.some((nick) => fold(nick) === fold(user.nick))
}
