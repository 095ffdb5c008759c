/**
 * Names of servers that services have taken, so that no server can have them:
 * `SERVER <name> <hops> <description>`, without an id, as long as those services are linked.
 */
import { messageFrom } from '#wire/message.ts'
import { shorten } from '#wire/text.ts'
import type { ServerNode } from '../core/network.ts'
import { hybrid } from './dialect.ts'
import { type Heard, isFarServer, isUser } from './heard.ts'
import type { Links } from './links.ts'
import type { Peer } from './peer.ts'
import { findServer } from './tree.ts'

const infoBytesMax = 100
const jupesMax = 1000

export interface Jupe {
  name: string
  info: string
  by: ServerNode
}

export class Jupes {
  /** By the name in small letters. */
  readonly #all = new Map<string, Jupe>()

  get all(): Iterable<Jupe> {
    return this.#all.values()
  }

  has(name: string): boolean {
    return this.#all.has(name.toLowerCase())
  }

  hear({ peer, by, params }: Heard): void {
    const { links } = peer
    const [name = '', , info = ''] = params
    if (isUser(by) || !by.services || !isFarServer(name)) return
    // Whoever has the name is split off first: `SQUIT` comes before.
    if (findServer(links.net, name) || this.#all.size >= jupesMax) return
    const jupe = { name, info: shorten(info, infoBytesMax), by }
    this.#all.set(name.toLowerCase(), jupe)
    links.server.ports.tell('server juped', { name, by: by.name, reason: info })
    for (const other of links.linked(peer)) sayJupe(other, jupe)
  }

  /** `SQUIT <name>` of services gives the name back. @returns whether it was taken. */
  lift(links: Links, name: string, by: ServerNode, reason: string, from: Peer): boolean {
    if (!by.services || !this.#all.delete(name.toLowerCase())) return false
    const line = messageFrom(by.sid, 'SQUIT', name, reason)
    for (const other of links.linked(from)) if (other.speaks !== hybrid) other.send(line)
    return true
  }

  /** What services have taken goes with them. */
  gone(node: ServerNode): void {
    for (const [key, { by }] of this.#all) if (by === node) this.#all.delete(key)
  }
}

/** ircd-hybrid knows no servers without ids. */
export function sayJupe(peer: Peer, { name, info, by }: Jupe): void {
  if (peer.speaks !== hybrid) {
    peer.send(messageFrom(by.sid, 'SERVER', name, String(by.hops + 2), info))
  }
}
