import type { Reply } from '#wire/numerics.ts'
import type { Fact } from '../../core/fact.ts'
import { feature } from '../../core/feature.ts'
import type { Channel } from '../../core/network.ts'
import { type Rank, rank } from '../../core/rank.ts'
import { cannotSpeak } from '../message/message.ts'

type Said = Fact<{ channel: Channel; target: string; least?: Rank | undefined }>

/** +U: what would be refused to those without a voice reaches those who keep order, and nobody else. */
export default feature({ modes: { U: 'flag' } })

/** For guards: refuses with that mode, or has it said to `%#channel` where +U asks for that. */
export function orForOperators(fact: Said, mode: string): Reply | undefined {
  const { channel, least = rank.none } = fact
  if (!channel.modes.has('U')) return cannotSpeak(channel, mode)
  if (least < rank.halfop) {
    fact.least = rank.halfop
    fact.target = `%${channel.name}`
  }
  return undefined
}
