/** What is known of the accounts of those who are here: at once, without asking the store. */
import type { AccountFacts } from '#wire/account.ts'
import { kind } from '../../core/fact.ts'
import { feature, reaction } from '../../core/feature.ts'
import { connected, quit } from '../../core/lifecycle.ts'
import type { User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import { usersOf } from './identities.ts'
import { accountChanged } from './login.ts'

/** By key. */
const known = perServer(() => new Map<string, AccountFacts>())

/** The server knows now what there is to know of the account of that key, or knows it anew. */
export const accountLearned = kind<{ key: string }>({
  name: 'account learned',
  audience: () => [],
  lines: () => [],
})

export default feature({
  facts: [accountLearned],
  reactions: [
    reaction(accountChanged, ({ by, account }, server) => {
      if (account !== undefined && (by as User).session) learn(server, account)
    }),
    reaction(connected, ({ by }, server) => {
      const { account } = by as User
      if (account !== undefined && !accountHere(server, by as User)) learn(server, account)
    }),
    reaction(quit, ({ by }, server) => {
      const { account } = by as User
      if (account !== undefined) forget(server, server.net.accountNames.keyOf(account))
    }),
  ],
  accountNews({ kind, account }, server) {
    if (kind === 'removed') known(server).delete(account)
    else if (known(server).has(account)) learn(server, account)
  },
})

/** Nothing for a guest, and for a moment after a login. */
export function accountHere(server: Server, { account }: User): AccountFacts | undefined {
  return account === undefined
    ? undefined
    : known(server).get(server.net.accountNames.keyOf(account))
}

function learn(server: Server, account: string): void {
  const asked = server.ports.accounts.find(account).then((facts) => {
    if (!facts) return
    const key = server.net.fold(facts.key)
    known(server).set(key, facts)
    server.commit(accountLearned, { key }, server.net.me)
  })
  asked.catch((error) => server.ports.fault(error, 'accounts'))
}

function forget(server: Server, key: string): void {
  if (!usersOf(server, key).length) known(server).delete(key)
}
