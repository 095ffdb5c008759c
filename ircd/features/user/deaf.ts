import { feature } from '../../core/feature.ts'

/** +d: hears nothing that is said in channels; `saidInChannel` leaves it out. */
export default feature({ userModes: { d: 'own' }, isupport: () => ({ DEAF: 'd' }) })
