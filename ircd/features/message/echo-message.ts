import { feature } from '../../core/feature.ts'

/**
 * The speaker is one of the audience; `skips` in message.ts asks for this capability.
 * https://ircv3.net/specs/extensions/echo-message
 */
export default feature({ cap: 'echo-message' })
