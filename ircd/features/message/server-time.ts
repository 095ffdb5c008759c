import { formatTime } from '#wire/chathistory.ts'
import { feature } from '../../core/feature.ts'

/** https://ircv3.net/specs/extensions/server-time */
export default feature({
  cap: 'server-time',
  tags: [{ name: 'time', value: ({ at }) => formatTime(at) }],
})
