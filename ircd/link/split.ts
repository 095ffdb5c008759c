/** What happens where servers are gone: their users leave, and the other links hear of it. */
import { messageFrom } from '#wire/message.ts'
import { quit } from '../core/lifecycle.ts'
import type { ServerNode } from '../core/network.ts'
import { registers } from './fence.ts'
import type { Links } from './links.ts'
import { together } from './net-batch.ts'
import type { Peer } from './peer.ts'
import { subtree } from './tree.ts'

/** Forgets a server and all behind it. @param peer the link by which it was reached */
export function splitOff(links: Links, node: ServerNode, reason: string, peer: Peer): void {
  const { net, server } = links
  const gone = new Set(subtree(net, node))
  const between: [string, string] = [node.uplink?.name ?? net.me.name, node.name]
  const text = between.join(' ')
  const users = [...net.uids.values()].filter((user) => gone.has(user.server))
  const channels = new Set(users.flatMap((user) => [...user.channels]))
  // They come back with the servers, and of that history keeps nothing either.
  const origin = { link: peer, untold: true as const, restated: true }
  const readers = new Set([...channels].flatMap(({ locals }) => [...locals]))
  together(links, 'netsplit', between, readers, (batch) => {
    for (const user of users) server.commit(quit, { text, batch }, user, undefined, origin)
  })
  for (const each of gone) {
    net.servers.delete(each.sid)
    links.sasl.gone(each)
    links.answers.gone(each)
    links.claims.gone(each)
    links.jupes.gone(each)
  }
  const line = messageFrom(net.me.sid, 'SQUIT', node.sid, reason)
  const marks = Array.from(channels, ({ name, members }) => {
    const register = members.size ? registers.member(node.sid) : registers.end
    return { channel: net.fold(name), register }
  })
  for (const other of links.linked(peer)) other.send(line, undefined, marks)
}
