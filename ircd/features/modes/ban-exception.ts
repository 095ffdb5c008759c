import { RPL_ENDOFEXCEPTLIST, RPL_EXCEPTLIST } from '#wire/numerics.ts'
import { feature } from '../../core/feature.ts'

/** +e: whom no ban touches. */
export default feature({
  modes: { e: { type: 'list', entry: RPL_EXCEPTLIST, end: RPL_ENDOFEXCEPTLIST } },
  isupport: () => ({ EXCEPTS: 'e' }),
})
