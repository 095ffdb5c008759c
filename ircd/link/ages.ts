/**
 * How old a channel is. Where two sides of a split made one of the same name, the older counts: the
 * younger loses its modes, its lists and its statuses, and keeps its members.
 */
import { Channel, type ServerNode } from '../core/network.ts'
import { modesLocked } from '../features/channel/far-lock.ts'
import { modesChanged } from '../features/channel/mode.ts'
import type { Change } from '../features/channel/mode-change.ts'
import type { Links } from './links.ts'
import type { Peer } from './peer.ts'

/**
 * The channel of this name and age that everybody had left, or one that nothing is known of.
 * @param told whether the other side tells all of it: then only its history is still good
 */
export function revive(links: Links, name: string, ts: number, told: boolean): Channel {
  const { net, server } = links
  const vacant = net.vacant.get(net.fold(name))
  const isSame = vacant?.createdAt === ts
  if (isSame && !told) return vacant
  return new Channel(isSame ? vacant.id : server.ports.id(ts * 1000), name, ts)
}

/** The other side knows that the channel is older than we do. */
export function lower(peer: Peer, channel: Channel, ts: number, by: ServerNode): void {
  const { links } = peer
  for (const other of links.linked()) other.fence.lowered(links.net.fold(channel.name), ts)
  const data = { channel, changes: everythingOf(links, channel), createdAt: ts }
  links.server.commit(modesChanged, data, by, undefined, { link: peer, untold: true })
  for (const user of channel.invited) user.invitations.delete(channel)
  channel.invited.clear()
  const untold = { link: peer, untold: true as const }
  links.server.commit(modesLocked, { channel, letters: '' }, by, undefined, untold)
}

/** Its modes, lists and statuses, taken away. */
function everythingOf({ server }: Links, channel: Channel): Change[] {
  const { modes, lists, members } = channel
  const changes: Change[] = []
  for (const [letter, param] of modes) {
    const type = server.book.modes.get(letter)
    const isFlag = type === 'flag' || type?.type === 'flag'
    changes.push(
      isFlag ? { type: 'flag', letter, on: false } : { type: 'param', letter, on: false, param },
    )
  }
  for (const [letter, entries] of lists) {
    for (const { mask } of entries) changes.push({ type: 'list', letter, on: false, mask })
  }
  const ranks = new Map(server.book.statuses.map(({ letter, rank }) => [letter, rank]))
  for (const [user, member] of members) {
    for (const letter of member.statuses) {
      const rank = ranks.get(letter)
      if (rank) changes.push({ type: 'status', letter, on: false, user, rank })
    }
  }
  return changes
}
