import { feature } from '../../core/feature.ts'

/**
 * AWAY before registration, and `AWAY *` where there is a client but nobody before it; away.ts asks
 * for it. https://ircv3.net/specs/extensions/pre-away
 */
export default feature({ cap: 'draft/pre-away' })
