/** Who is here under which identity: the connections of an account, or the one of a guest. */
import { feature, reaction } from '../../core/feature.ts'
import { connected, quit } from '../../core/lifecycle.ts'
import type { User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import { accountChanged } from './login.ts'

/** Nearly every identity has one user, who stands for a list of one. */
type Users = User | readonly User[]

const identities = perServer(() => new Map<string, Users>())

/** Stands before those features that ask who shares an identity. */
export default feature({
  preludes: [reaction(accountChanged, ({ by }, server) => remove(server, by as User))],
  reactions: [
    reaction(connected, ({ by }, server) => add(server, by as User)),
    reaction(accountChanged, ({ by }, server) => add(server, by as User)),
    reaction(quit, ({ by }, server) => remove(server, by as User)),
  ],
})

/** In the order in which they came. */
export function usersOf(server: Server, identity: string): readonly User[] {
  const users = identities(server).get(identity) ?? []
  return Array.isArray(users) ? users : [users as User]
}

/** Who is no user yet is noted on the day it is one. */
function add(server: Server, user: User): void {
  const { net } = server
  if (net.user(user.nick) !== user) return
  const identity = net.identity(user)
  const others = usersOf(server, identity)
  identities(server).set(identity, others.length > 0 ? [...others, user] : user)
}

function remove(server: Server, user: User): void {
  const identity = server.net.identity(user)
  const others = usersOf(server, identity).filter((one) => one !== user)
  if (others.length > 0) identities(server).set(identity, others)
  else identities(server).delete(identity)
}
