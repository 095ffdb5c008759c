import { feature } from '../../core/feature.ts'
import { rank } from '../../core/rank.ts'

/** +v, voice: speaks where others may not. */
export default feature({
  modes: { v: { type: 'status', prefix: '+', rank: rank.voice, needs: rank.halfop } },
})
