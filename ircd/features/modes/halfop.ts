import { feature } from '../../core/feature.ts'
import { rank } from '../../core/rank.ts'

/** +h, half-operator: keeps order, but makes no operators. */
export default feature({
  modes: { h: { type: 'status', prefix: '%', rank: rank.halfop, needs: rank.op } },
})
