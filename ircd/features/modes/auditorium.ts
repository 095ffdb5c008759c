import { feature } from '../../core/feature.ts'

/** +u: only who has a voice is shown to be inside, but to half-operators: see core/presence.ts. */
export default feature({ modes: { u: 'flag' } })
