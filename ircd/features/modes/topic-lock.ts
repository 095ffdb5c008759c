import { ERR_CHANOPRIVSNEEDED } from '#wire/numerics.ts'
import { feature, guard } from '../../core/feature.ts'
import { rank } from '../../core/rank.ts'
import { standing } from '../channel/standing.ts'
import { topicSet } from '../channel/topic.ts'

/** +t: only channel operators change the topic. */
export default feature({
  modes: { t: 'flag' },
  guards: [
    guard(topicSet, ({ channel }, ask) => {
      const locked = channel.modes.has('t') && standing(ask, channel) < rank.halfop
      return locked && ERR_CHANOPRIVSNEEDED(channel.name)
    }),
  ],
})
