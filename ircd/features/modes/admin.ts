import { feature } from '../../core/feature.ts'
import { rank } from '../../core/rank.ts'

/** +a, admin: no operator can kick or unmake it. */
export default feature({
  modes: { a: { type: 'status', prefix: '&', rank: rank.admin, needs: rank.owner } },
})
