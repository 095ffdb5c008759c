/** Becoming the user of an account, and ceasing to be. */
import { keyProved, type Proved } from '#wire/account.ts'
import { isLocal } from '#wire/cidr.ts'
import { messageFrom } from '#wire/message.ts'
import { RPL_LOGGEDIN, RPL_LOGGEDOUT } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { kind, neighbours } from '../../core/fact.ts'
import { feature, lens } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'

/** `by` logged in, or out when `account` is absent. */
export const accountChanged = kind<{
  account?: string | undefined
  /** It is the same account, which is called something else now. */
  renamed?: true | undefined
}>({
  name: 'account',
  event: true,
  apply: ({ by, account }) => {
    ;(by as User).account = account
  },
  audience: ({ by }) => {
    const others = neighbours(by as User)
    others.delete((by as User).session!)
    return others
  },
  lines: () => [],
})

/** https://ircv3.net/specs/extensions/account-notify */
export default feature({
  cap: 'account-notify',
  facts: [accountChanged],
  lenses: [
    lens(accountChanged, (_, { by, account }) => [
      messageFrom((by as User).mask, 'ACCOUNT', account ?? '*'),
    ]),
  ],
})

/** Whether somebody between could read a password. */
export function isOpenToAll({ settings }: Server, { secure, ip }: User): boolean {
  return settings.accounts.secureLogins && !secure && !isLocal(ip)
}

export const secureOnly = 'Passwords are taken over TLS only: connect to the port for TLS'

/** Its connection is nobody's from now on, whoever wished it. */
export function logOut(server: Server, user: User): void {
  if (user.account === undefined) return
  server.commit(accountChanged, {}, user)
  user.session?.tell(RPL_LOGGEDOUT(maskOf(user)))
}

/** Who has proved to be an account becomes its user. */
export function logInProved(ask: Ask, proof: Proved): void {
  // Other processes may have renamed it just now.
  ask.net.accountNames.note(keyProved(proof), proof.proved)
  logIn(ask, proof.proved)
}

/** Tells the asker and, once it is a user, its neighbours: if it was not that account before. */
export function logIn(ask: Ask, account: string): void {
  // Passwords take their time: it may be gone.
  if (ask.session.closed) return
  if (account !== ask.user.account) ask.commit(accountChanged, { account })
  ask.reply(RPL_LOGGEDIN(maskOf(ask.user), account))
}

/** Of somebody who has not told all of its names yet. */
function maskOf({ nick, username, host }: User): string {
  return `${nick || '*'}!${username || '*'}@${host}`
}
