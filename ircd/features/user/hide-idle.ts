import { feature } from '../../core/feature.ts'

/** +I: only operators of the network read how long it has been silent; whois.ts leaves it out. */
export default feature({ userModes: { I: 'own' } })
