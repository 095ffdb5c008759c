import { feature } from '../../core/feature.ts'

/** NAMES asks for it. https://ircv3.net/specs/extensions/userhost-in-names */
export default feature({ cap: 'userhost-in-names' })
