import { RPL_ENDOFINVEXLIST, RPL_INVEXLIST } from '#wire/numerics.ts'
import { feature } from '../../core/feature.ts'

/** +I: who joins an invite-only channel uninvited. */
export default feature({
  modes: { I: { type: 'list', entry: RPL_INVEXLIST, end: RPL_ENDOFINVEXLIST } },
  isupport: () => ({ INVEX: 'I' }),
})
