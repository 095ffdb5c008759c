import { type Message, messageFrom } from '#wire/message.ts'
import { ERR_NOTONCHANNEL } from '#wire/numerics.ts'
import { shorten } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { inChannels, kind } from '../../core/fact.ts'
import { feature } from '../../core/feature.ts'
import { leave, vacated } from '../../core/lifecycle.ts'
import type { Channel, User } from '../../core/network.ts'
import { witnesses } from '../../core/presence.ts'
import { channelFor } from './visibility.ts'

/** `by` left, of its own will. */
export const parted = kind<{ channel: Channel; text: string }>({
  name: 'part',
  event: true,
  apply: ({ by, at, channel }, net) => leave(net, channel, by as User, at),
  audience: ({ by, channel }) => [...witnesses(channel, by as User)],
  lines: ({ by, channel, text }): Message[] => [
    messageFrom((by as User).mask, 'PART', channel.name, ...(text ? [text] : [])),
  ],
  keep: ({ channel }) => inChannels([channel]),
  saves: ({ channel }) => vacated([channel]),
})

/** https://modern.ircdocs.horse/#part-message */
export default feature({
  facts: [parted],
  commands: {
    PART: {
      help: '<channel>[,<channel>…] [reason]\nLeaves channels.',
      min: 1,
      run(ask, names = '', text = '') {
        for (const name of names.split(',').filter(Boolean)) part(ask, name, text)
      },
    },
  },
})

function part(ask: Ask, name: string, text: string): void {
  const channel = channelFor(ask, name)
  if (!channel) return
  if (!channel.members.has(ask.user)) return ask.reply(ERR_NOTONCHANNEL(channel.name))
  ask.commit(parted, { channel, text: shorten(text, ask.server.settings.limits.kick) })
}

/** `JOIN 0` */
export function leaveAll(ask: Ask): void {
  for (const channel of [...ask.user.channels]) ask.commit(parted, { channel, text: '' })
}
