/**
 * Behind a server of another kind a server of ours has come up: it hears in our own words what that
 * one could not tell it, once everybody has been introduced.
 */
import { sayMetadata } from './metadata.ts'
import { resayNamed } from './named-modes.ts'
import type { Peer } from './peer.ts'
import { sayRealname, sayRemark } from './people.ts'

export class Reunion {
  #owed = false

  /** A server behind the link has said that it is one of ours. */
  owe(): void {
    this.#owed = true
  }

  tick(peer: Peer): void {
    if (!this.#owed || peer.own || peer.phase !== 'linked' || peer.unsaid) return
    this.#owed = false
    const { net } = peer.links
    for (const user of net.uids.values()) {
      if (peer.isBehind(user) || user.service) continue
      sayRealname(peer, user)
      sayRemark(peer, user)
      sayMetadata(peer, user)
    }
    for (const channel of net.channels.values()) {
      resayNamed(peer, channel)
      sayMetadata(peer, channel)
    }
  }
}
