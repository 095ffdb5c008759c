/** What the asker may do in a channel: by its rank there, or as an operator of the network. */
import type { Asker } from '../../core/ask.ts'
import type { Channel } from '../../core/network.ts'
import { type Rank, rank } from '../../core/rank.ts'

/** Operators of the network who may override act as owners, members or not. */
export function standing(ask: Asker, channel: Channel): Rank {
  return ask.can('override') ? rank.owner : (channel.members.get(ask.user)?.rank ?? rank.none)
}

/** Whether the asker is inside, or need not be. */
export function isInside(ask: Asker, channel: Channel): boolean {
  return channel.members.has(ask.user) || ask.can('override')
}
