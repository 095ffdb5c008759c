import { feature } from '../../core/feature.ts'

/** `~join:mask`: who fits does not come in, but who is inside speaks as before. */
export default feature({ extbans: { join: { letter: 'j', stops: ['join'] } } })
