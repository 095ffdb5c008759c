import { feature } from '../../core/feature.ts'

/**
 * History is read with joins, topics and the like; `readPage` asks for it.
 * https://ircv3.net/specs/extensions/event-playback
 */
export default feature({ cap: 'draft/event-playback' })
