import { matches } from '#wire/mask.ts'
import { ERR_UNKNOWNMODE } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import type { Channel } from '../../core/network.ts'
import { changeModes } from './mode.ts'
import { channelFor } from './visibility.ts'

/** `RMODE #tea b *spam*`: takes away all entries, or all holders of a status, that fit. */
export default feature({
  commands: {
    RMODE: {
      min: 2,
      help: '<channel> <letter> [mask]\nTakes away all entries of a list, or holders of a status, that fit.',
      run(ask, name = '', letter = '', mask = '*') {
        const channel = channelFor(ask, name)
        if (!channel) return
        const found = holders(ask, channel, letter)
        if (!found) return ask.reply(ERR_UNKNOWNMODE(letter || '*'))
        const { fold } = ask.net
        const wanted = found.filter((each) => matches(fold(mask), fold(each)))
        const { modes: most } = ask.server.settings.limits
        for (let at = 0; at < wanted.length; at += most) {
          const some = wanted.slice(at, at + most)
          changeModes(ask, channel, `-${letter.repeat(some.length)}`, some)
        }
      },
    },
  },
})

function holders({ server }: Ask, channel: Channel, letter: string): string[] | undefined {
  const mode = server.book.modes.get(letter)
  if (typeof mode !== 'object') return undefined
  if (mode.type === 'list') return channel.list(letter).map(({ mask }) => mask)
  if (mode.type !== 'status') return undefined
  const members = [...channel.members].filter(([, member]) => member.has(letter))
  return members.map(([{ nick }]) => nick)
}
