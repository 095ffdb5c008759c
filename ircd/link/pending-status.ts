/** Statuses that were given here, and are on their way to a server on which the member came anew. */
import type { Channel, User } from '../core/network.ts'
import { modesChanged } from '../features/channel/mode.ts'
import type { Change } from '../features/channel/mode-change.ts'
import type { Peer } from './peer.ts'

/**
 * A member has just joined at the other side, which will read a status that we gave it before: it has
 * it here, too.
 */
export function giveWhatIsPending(peer: Peer, channel: Channel, user: User): void {
  const { net, server } = peer.links
  const folded = net.fold(channel.name)
  const changes: Change[] = []
  for (const { letter, rank } of server.book.statuses) {
    if (!peer.fence.status(folded, letter, user.uid)) continue
    changes.push({ type: 'status', letter, on: true, user, rank })
  }
  if (!changes.length) return
  const origin = { link: peer }
  server.commit(modesChanged, { channel, changes }, net.me, undefined, origin)
}
