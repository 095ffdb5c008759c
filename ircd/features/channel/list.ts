import { matches } from '#wire/mask.ts'
import { RPL_LIST, RPL_LISTEND, RPL_LISTSTART } from '#wire/numerics.ts'
import { feature } from '../../core/feature.ts'
import type { Channel, Network } from '../../core/network.ts'
import { isHidden } from './visibility.ts'

/** One wish of LIST, such as `>5`, `<100`, `#tea` or `*tea*`. */
type Wish = (channel: Channel) => boolean

/** https://modern.ircdocs.horse/#list-message */
export default feature({
  commands: {
    LIST: {
      run({ net, user, reply }, text = '') {
        const wishes = text
          .split(',')
          .filter(Boolean)
          .map((word) => wish(net, word))
        const limits = wishes.filter(({ kind }) => kind === 'limit')
        const names = wishes.filter(({ kind }) => kind === 'name')
        reply(RPL_LISTSTART())
        for (const channel of net.channels.values()) {
          if (isHidden(channel, user)) continue
          if (!limits.every(({ meets }) => meets(channel))) continue
          if (names.length && !names.some(({ meets }) => meets(channel))) continue
          reply(RPL_LIST(channel.name, channel.members.size, channel.topic?.text ?? ''))
        }
        reply(RPL_LISTEND())
      },
    },
  },
  isupport: () => ({ ELIST: 'MNU', SAFELIST: true }),
})

function wish(net: Network, word: string): { kind: 'limit' | 'name'; meets: Wish } {
  const users = Number(word.slice(1))
  if (word[0] === '>') return { kind: 'limit', meets: ({ members }) => members.size > users }
  if (word[0] === '<') return { kind: 'limit', meets: ({ members }) => members.size < users }
  const not = word[0] === '!'
  const mask = net.fold(not ? word.slice(1) : word)
  const meets: Wish = ({ name }) => matches(mask, net.fold(name)) !== not
  return { kind: not ? 'limit' : 'name', meets }
}
