import { feature } from '../../core/feature.ts'

/** +d: hears nothing that is said in channels; a channel's `hearers` are without it. */
export default feature({ userModes: { d: 'own' }, isupport: () => ({ DEAF: 'd' }) })
