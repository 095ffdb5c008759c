import { feature } from '../../core/feature.ts'
import { rank } from '../../core/rank.ts'

/** +o, operator: may do everything in the channel. */
export default feature({
  modes: { o: { type: 'status', prefix: '@', rank: rank.op, needs: rank.op } },
})
