import { matches } from '#wire/mask.ts'
import { RPL_TRYAGAIN } from '#wire/numerics/network.ts'
import { RPL_LIST, RPL_LISTEND, RPL_LISTSTART } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import type { Channel, Network } from '../../core/network.ts'
import { isUnlisted } from './visibility.ts'

/** One wish of LIST, such as `>5`, `C<60` or `*tea*`. */
interface Wish {
  /** Of names one is enough; everything else must be so. */
  isName: boolean
  meets(channel: Channel): boolean
}

/** https://modern.ircdocs.horse/#list-message */
export default feature({
  commands: {
    LIST: {
      help: '[masks and limits]\nThe channels: *tea*, !*tea*, >5 and <5 users, C>60 and T<60 minutes.',
      async run(ask, text = '') {
        const { net, user, reply, now } = ask
        if (isTooEarly(ask)) return reply(RPL_TRYAGAIN('LIST'))
        const words = text.split(',').filter(Boolean)
        const wishes = words.map((word) => wish(net, word, Math.floor(now / 1000)))
        const names = wishes.filter(({ isName }) => isName)
        const limits = wishes.filter(({ isName }) => !isName)
        reply(RPL_LISTSTART())
        await ask.each(net.channels.values(), (channel) => {
          const isTold = !isUnlisted(channel, user) || ask.can('see')
          const isNamed = !names.length || names.some(({ meets }) => meets(channel))
          if (isTold && isNamed && limits.every(({ meets }) => meets(channel))) {
            reply(RPL_LIST(channel.name, channel.members.size, channel.topic?.text ?? ''))
          }
          return true
        })
        reply(RPL_LISTEND())
      },
    },
  },
  isupport: ({ settings: { listWaitMs } }) => ({
    ELIST: 'CMNTU',
    SAFELIST: true,
    ...(listWaitMs > 0 && { SECURELIST: Math.ceil(listWaitMs / 1000) }),
  }),
})

/** Robots that collect channels ask as soon as they are there; people with an account may. */
function isTooEarly({ user, now, server }: Ask): boolean {
  return !user.account && !user.oper && now - user.since < server.settings.listWaitMs
}

/** @param now seconds since 1970 */
function wish(net: Network, word: string, now: number): Wish {
  const [, about = '', sign = '', digits] = /^([CT]?)([<>])(\d{1,10})$/i.exec(word) ?? []
  if (digits !== undefined) {
    const isMore = sign === '>'
    const limit = Number(digits)
    const fits = (n: number | undefined) => n !== undefined && (isMore ? n > limit : n < limit)
    return { isName: false, meets: (channel) => fits(measure(channel, about.toUpperCase(), now)) }
  }
  const not = word[0] === '!'
  const mask = net.fold(not ? word.slice(1) : word)
  return { isName: !not, meets: ({ name }) => matches(mask, net.fold(name)) !== not }
}

/** Minutes since it was made (C) or since the topic was set (T), or else its members. */
function measure(channel: Channel, about: string, now: number): number | undefined {
  if (about === 'C') return (now - channel.createdAt) / 60
  if (about === 'T') return channel.topic && (now - channel.topic.at) / 60
  return channel.members.size
}
