import { feature } from '../../core/feature.ts'

/** +s: for those outside the channel does not exist; `isHidden` in visibility.ts asks for it. */
export default feature({ modes: { s: 'flag' } })
