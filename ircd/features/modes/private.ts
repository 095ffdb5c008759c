import { feature } from '../../core/feature.ts'

/** +p: LIST and WHOIS do not tell those outside of the channel, as `isUnlisted` has it. */
export default feature({ modes: { p: 'flag' } })
