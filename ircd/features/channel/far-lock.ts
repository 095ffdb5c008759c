import { ERR_MLOCKRESTRICTED } from '#wire/numerics/channels.ts'
import { kind } from '../../core/fact.ts'
import { feature } from '../../core/feature.ts'
import type { Channel } from '../../core/network.ts'

/** Services on another server keep these modes as they are; none lets go of them. */
export const modesLocked = kind<{ channel: Channel; letters: string }>({
  name: 'mode lock',
  apply: ({ channel, letters }) => {
    channel.locked = letters
  },
  audience: () => [],
  lines: () => [],
})

/** What services have locked only they change: a client would only be corrected by them. */
export default feature({
  facts: [modesLocked],
  restrains(_, channel, { letter }) {
    if (!channel.locked.includes(letter)) return undefined
    return ERR_MLOCKRESTRICTED(channel.name, letter, channel.locked)
  },
})
