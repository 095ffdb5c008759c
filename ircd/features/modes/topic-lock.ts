import { ERR_CHANOPRIVSNEEDED } from '#wire/numerics.ts'
import { feature, guard } from '../../core/feature.ts'
import { topicSet } from '../channel/topic.ts'

/** +t: only channel operators change the topic. */
export default feature({
  modes: { t: 'flag' },
  guards: [
    guard(topicSet, ({ channel: { name, modes, members } }, { user }) => {
      return modes.has('t') && !members.get(user)?.halfop && ERR_CHANOPRIVSNEEDED(name)
    }),
  ],
})
