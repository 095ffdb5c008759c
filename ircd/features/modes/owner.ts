import { feature } from '../../core/feature.ts'
import { rank } from '../../core/rank.ts'

/** +q, owner: stands above all; services give it, and owners do. */
export default feature({
  modes: { q: { type: 'status', prefix: '~', rank: rank.owner, needs: rank.owner } },
})
