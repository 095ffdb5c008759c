/**
 * What a link has still to be told of the present. A burst is said in slices, between which the
 * server goes on: what happens meanwhile to somebody who has not been told of is told right behind
 * them.
 */
import type { Fact } from '../core/fact.ts'
import { Channel, User } from '../core/network.ts'
import { sayChannel } from './burst.ts'
import type { Peer } from './peer.ts'
import { introduceUser } from './tell-users.ts'

/** Said in one slice. A channel is several lines. */
const usersAtOnce = 100
const channelsAtOnce = 10

export class Unsaid {
  readonly #peer: Peer
  readonly #users: Set<User>
  readonly #channels: Set<Channel>

  constructor(peer: Peer) {
    const { net } = peer.links
    this.#peer = peer
    this.#users = new Set(net.uids.values())
    this.#channels = new Set(net.channels.values())
  }

  /** Says a slice. @returns whether there is more. */
  next(): boolean {
    let count = 0
    for (const user of this.#users) {
      if (count++ === usersAtOnce) return true
      this.sayUser(user)
    }
    count = 0
    for (const channel of this.#channels) {
      if (count++ === channelsAtOnce) return true
      this.#sayChannel(channel)
    }
    return false
  }

  /** Something is about to be told: first those whom it is about. @returns whether they are there. */
  before(fact: Fact<object>): boolean {
    const about: unknown[] = Object.values(fact)
    for (const each of about) {
      if (each instanceof User && !this.sayUser(each)) return false
      if (each instanceof Channel) this.#sayChannel(each)
    }
    return true
  }

  /** @returns whether the other side knows the user now: who has left meanwhile it never will. */
  sayUser(user: User): boolean {
    if (!this.#users.delete(user)) return true
    if (this.#peer.links.net.uids.get(user.uid) !== user) return false
    introduceUser(this.#peer, user)
    return true
  }

  #sayChannel(channel: Channel): void {
    if (!this.#channels.delete(channel)) return
    const { net } = this.#peer.links
    if (net.channel(channel.name) === channel) sayChannel(this.#peer, channel)
  }
}
