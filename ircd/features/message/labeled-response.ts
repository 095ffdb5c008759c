import { feature } from '../../core/feature.ts'

/** `Ask.finish` marks the answer. https://ircv3.net/specs/extensions/labeled-response */
export default feature({ cap: 'labeled-response' })
