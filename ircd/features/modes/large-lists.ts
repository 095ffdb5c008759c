import { feature } from '../../core/feature.ts'
import type { Channel } from '../../core/network.ts'
import type { Settings } from '../../core/ports.ts'

const timesLarger = 10

/** +X: lists may be ten times as long; for channels that are attacked often. */
export default feature({ modes: { X: { type: 'flag', by: 'oper' } } })

/** How many entries a list of the channel may have. */
export function listMax({ modes }: Channel, { limits }: Settings): number {
  return modes.has('X') ? limits.list * timesLarger : limits.list
}
