import { ERR_NOTONCHANNEL } from '#wire/numerics.ts'
import { shorten } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { type Command, feature } from '../../core/feature.ts'
import { join } from './join.ts'
import { parted } from './part.ts'
import { channelFor } from './visibility.ts'

const cycle: Command = {
  min: 1,
  help: '<channel> [reason]\nLeaves a channel and joins it again.',
  run(ask, name = '', text = '') {
    const channel = channelFor(ask, name)
    if (!channel) return
    if (!channel.members.has(ask.user)) return ask.reply(ERR_NOTONCHANNEL(channel.name))
    const reason = shorten(text, ask.server.settings.limits.kick)
    if (ask.commit(parted, { channel, text: reason })) return again(ask, channel.name)
  },
}

function again(ask: Ask, name: string): void | Promise<void> {
  return join(ask, name, ask.net.channel(name)?.modes.get('k') ?? '')
}

/** PART and JOIN in one; whoever is inside need not say the key again. */
export default feature({ commands: { CYCLE: cycle, HOP: cycle } })
