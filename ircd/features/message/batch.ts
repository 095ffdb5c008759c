import { feature } from '../../core/feature.ts'

/** `Ask.batch` asks for it. https://ircv3.net/specs/extensions/batch */
export default feature({ cap: 'batch' })
