import { feature } from '../../core/feature.ts'

/** +p: WHOIS shows only the channels that the asker shares; whois.ts leaves out the others. */
export default feature({ userModes: { p: 'own' } })
