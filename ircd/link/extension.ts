/**
 * How servers of ours say what only they know: see `own-verbs.ts`. Between two of ours it is said as
 * it is, `:<source> VERB …`; where another kind of server stands between, inside
 * `ENCAP * CAUSERIE VERB …`, which that one passes on unread.
 */
import { type Message, messageFrom } from '#wire/message.ts'
import { byteLength } from '#wire/text.ts'
import type { Stamp } from '../core/fact.ts'
import { ownToken } from './dialect.ts'
import type { Peer } from './peer.ts'

/** What fits into an ENCAP with every kind of server, whatever its names: bytes, parameters. */
const bytesMax = 400
const paramsMax = 11

/**
 * Says a line of ours, if one of ours is there or behind it.
 * @returns false where it is too long to be passed on by another kind of server
 */
export function sayOwn(peer: Peer, line: Message, about?: Partial<Stamp>): boolean {
  if (peer.own) {
    peer.send(line, about)
    return true
  }
  if (!leadsToOurs(peer)) return true
  const { verb, params, source = peer.links.net.me.sid } = line
  if (params.length > paramsMax || byteLength(params.join(' ')) > bytesMax) return false
  peer.send(messageFrom(source, 'ENCAP', '*', ownToken, verb, ...params), about)
  return true
}

/** Whether a server of ours stands behind one of another kind. */
function leadsToOurs(peer: Peer): boolean {
  const { servers } = peer.links.net
  return [...servers.values()].some((node) => node.caps.has(ownToken) && peer.isBehind(node))
}
