/** A teller puts one kind of fact in the words of TS6, and says it to one link. */
import type { Tags } from '#wire/message.ts'
import type { Fact, Kind } from '../core/fact.ts'
import type { Origin } from '../core/links.ts'
import type { ServerNode, User } from '../core/network.ts'
import type { Peer } from './peer.ts'

// biome-ignore lint/suspicious/noExplicitAny: the table mixes kinds of every shape
export type Tell<D = any> = (fact: Fact<D>, peer: Peer, origin: Origin | undefined) => void

export function teller<D>(kind: Kind<D>, tell: Tell<D>): [Kind, Tell] {
  return [kind, tell]
}

/** The id of who did it. Services of our own have no connection that others could know of. */
export function idOf(by: User | ServerNode): string {
  if (!('uid' in by)) return by.sid
  return by.service ? by.server.sid : by.uid
}

/** Between ours: in whose name it is said, be it for others or by a service of the server's own. */
export const sourceTag = 'causerie/source'

/** The name of a service, which others hear its server speak for. */
export function voiceOf(by: User | ServerNode | undefined): string | undefined {
  if (!by) return undefined
  if ('uid' in by) return by.service ? by.mask : undefined
  return by.speaksFor
}

/** In whose name a server of ours says something: what could not stand before a line is no name. */
export function voiceIn({ own }: Peer, tags: Tags | undefined): string | undefined {
  const name = own ? tags?.get(sourceTag) : undefined
  return name !== undefined && /^[^\s:\0][^\s\0]*$/.test(name) ? name : undefined
}

/** A server that speaks for a service of its own, and goes by its name meanwhile. */
export function speakingFor(node: ServerNode, name: string): ServerNode {
  return { ...node, name, speaksFor: name }
}

/** Whether a server made somebody else's user do it: only the user's own server can say so. */
export function isForeign(by: User | ServerNode, origin: Origin | undefined): boolean {
  return !origin && 'uid' in by && by.server.hops > 0
}
