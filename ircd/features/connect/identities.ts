/** Who is here under which identity: the connections of an account, or the one of a guest. */
import { feature, reaction } from '../../core/feature.ts'
import { connected, quit } from '../../core/lifecycle.ts'
import type { User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import { accountChanged } from './login.ts'

/** Nearly every identity has one user: a list is smaller than a set, and as fast. */
class Identities {
  readonly #users = new Map<string, readonly User[]>()
  readonly #identities = new Map<User, string>()

  of(identity: string): readonly User[] {
    return this.#users.get(identity) ?? []
  }

  add(user: User, identity: string): void {
    this.remove(user)
    this.#users.set(identity, [...this.of(identity), user])
    this.#identities.set(user, identity)
  }

  remove(user: User): void {
    const identity = this.#identities.get(user)
    if (identity === undefined) return
    this.#identities.delete(user)
    const others = this.of(identity).filter((one) => one !== user)
    if (others.length) this.#users.set(identity, others)
    else this.#users.delete(identity)
  }
}

const identities = perServer(() => new Identities())

/** Stands before those features that ask who shares an identity. */
export default feature({
  reactions: [
    reaction(connected, ({ by }, server) => note(server, by as User)),
    reaction(accountChanged, ({ by }, server) => note(server, by as User)),
    reaction(quit, ({ by }, server) => identities(server).remove(by as User)),
  ],
})

/** In the order in which they came. */
export function usersOf(server: Server, identity: string): readonly User[] {
  return identities(server).of(identity)
}

/** Who is no user yet is noted on the day it is one. */
function note(server: Server, user: User): void {
  const { net } = server
  if (net.user(user.nick) === user) identities(server).add(user, net.identity(user))
}
