import { stripFormatting } from '#wire/formatting.ts'
import { ERR_INVALIDMODEPARAM } from '#wire/numerics.ts'
import { feature, guard, personReaction } from '../../core/feature.ts'
import type { Channel, User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { cannotSpeak, saidInChannel, type Verb } from '../message/message.ts'
import { ban, throwOut } from './flood.ts'
import { parseRate, perChannel, perParameter, type Rate, Recent } from './rate.ts'

const texts = perChannel(() => new Recent())
const limitOf = perParameter('E', parse)

/**
 * +E `<lines>:<seconds>`: who says the same more often than that is kicked, with `*` before it
 * banned too, with `~` only not heard. Half-operators are not counted.
 */
export default feature({
  modes: {
    E: {
      type: 'param',
      always: false,
      read: (text, _, channel) => {
        const why = 'It is written <lines>:<seconds>, as 3:60, and may begin with ~ or *'
        return parse(text) ? text : ERR_INVALIDMODEPARAM(channel, 'E', text, why)
      },
    },
  },
  guards: [
    guard(saidInChannel, ({ channel, verb, text }, { server, user, now }) => {
      const limit = limitFor(channel, user, verb)
      if (limit?.act !== '~') return
      const often = texts(channel).count(keyOf(server, user, text), limit.rate.seconds, now)
      return often >= limit.rate.count && cannotSpeak(channel, 'E')
    }),
  ],
  reactions: [
    personReaction(saidInChannel, ({ channel, by: user, verb, text }, server) => {
      const limit = limitFor(channel, user, verb)
      if (!limit) return
      const { count, seconds } = limit.rate
      const often = texts(channel).add(keyOf(server, user, text), seconds, server.ports.now())
      if (often <= count || limit.act === '~') return
      if (limit.act === '*') ban(server, channel, user)
      throwOut(server, channel, user, `The same more than ${count} times in ${seconds} seconds`)
    }),
  ],
})

function limitFor(channel: Channel, user: User, verb: Verb) {
  const limit = limitOf(channel)
  return !limit || verb === 'TAGMSG' || channel.members.get(user)?.halfop ? undefined : limit
}

function parse(text: string): { act: string; rate: Rate } | undefined {
  const act = /^[~*]/.test(text) ? text[0]! : ''
  const rate = parseRate(text.slice(act.length))
  return rate && { act, rate }
}

function keyOf({ net }: Server, { uid }: User, text: string): string {
  return `${uid} ${net.fold(stripFormatting(text)).trim()}`
}
