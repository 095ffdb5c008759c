import { stripFormatting } from '#wire/formatting.ts'
import { feature, reaction } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import { bypasses } from '../bans/bypass.ts'
import { saidInChannel } from '../message/message.ts'

/** +S: colours and other formatting are taken out of what is said, before anybody reads it. */
export default feature({
  modes: { S: 'flag' },
  preludes: [
    reaction(saidInChannel, (fact, server) => {
      const { channel, by } = fact
      if (!channel.modes.has('S') || bypasses(server, channel, by as User, 'colour')) return
      fact.text = stripFormatting(fact.text)
      fact.parts = fact.parts?.map((part) => ({ ...part, text: stripFormatting(part.text) }))
    }),
  ],
})
