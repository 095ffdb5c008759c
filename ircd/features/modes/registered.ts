import { feature } from '../../core/feature.ts'

/** +r: somebody registered the channel with the services, which set it. */
export default feature({ modes: { r: { type: 'flag', by: 'server' } } })
