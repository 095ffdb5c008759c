import { feature, reaction } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import { parted } from '../channel/part.ts'
import { isBanned } from './banned.ts'

/** `~partmsg:mask`: who fits leaves without a word. */
export default feature({
  extbans: { partmsg: { letter: 'p', stops: ['farewell'] } },
  preludes: [
    reaction(parted, (fact, server) => {
      if (isBanned(server, fact.channel, fact.by as User, 'farewell')) fact.text = ''
    }),
  ],
})
