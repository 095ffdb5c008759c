/**
 * What a link has still to be told of the present. A burst is said in slices, between which the
 * server goes on: what happens meanwhile to somebody who has not been told of is told right behind
 * them.
 */
import type { Fact } from '../core/fact.ts'
import { Channel, User } from '../core/network.ts'
import { sayChannel } from './burst.ts'
import { marksToSay, sayMark, sharesAccounts } from './marks.ts'
import { accountsWithMetadata, sayAccountMetadata } from './metadata.ts'
import type { Peer } from './peer.ts'
import { introduceUser } from './tell-users.ts'

/** Said in one slice. A channel is several lines. */
const usersAtOnce = 100
const channelsAtOnce = 10
const othersAtOnce = 200

export class Unsaid {
  readonly #peer: Peer
  readonly #users: Set<User>
  readonly #channels: Set<Channel>
  readonly #others: Iterator<() => void>

  constructor(peer: Peer) {
    const { net } = peer.links
    this.#peer = peer
    this.#users = new Set(net.uids.values())
    this.#channels = new Set(net.channels.values())
    this.#others = others(peer)
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
    for (count = 0; count < othersAtOnce; count++) {
      const next = this.#others.next()
      if (next.done) return false
      next.value()
    }
    return true
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

/** What belongs to accounts: also to those that nobody uses just now. */
function* others(peer: Peer): Generator<() => void, void> {
  if (!sharesAccounts(peer)) return
  const { links } = peer
  for (const account of accountsWithMetadata(links)) yield () => sayAccountMetadata(peer, account)
  for (const [owner, window, at] of marksToSay(links)) {
    yield () => sayMark(peer, links.net.me.sid, owner, window, at)
  }
}
