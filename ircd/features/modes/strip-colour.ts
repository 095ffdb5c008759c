import { stripFormatting } from '#wire/formatting.ts'
import { feature, personReaction } from '../../core/feature.ts'
import { bypasses } from '../bans/bypass.ts'
import { saidInChannel } from '../message/message.ts'

/** +S: colours and other formatting are taken out of what is said, before anybody reads it. */
export default feature({
  modes: { S: 'flag' },
  preludes: [
    personReaction(saidInChannel, (fact, server) => {
      const { channel, by } = fact
      if (!channel.modes.has('S') || bypasses(server, channel, by, 'colour')) return
      fact.text = stripFormatting(fact.text)
      fact.parts = fact.parts?.map((part) => ({ ...part, text: stripFormatting(part.text) }))
    }),
  ],
})
