import { feature } from '../../core/feature.ts'

/** `prefixes` in names.ts asks for it. https://ircv3.net/specs/extensions/multi-prefix */
export default feature({ cap: 'multi-prefix' })
