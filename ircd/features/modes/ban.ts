import { matches } from '#wire/mask.ts'
import { ERR_BANNEDFROMCHAN, RPL_BANLIST, RPL_ENDOFBANLIST } from '#wire/numerics.ts'
import { feature, guard } from '../../core/feature.ts'
import type { Channel, Network, User } from '../../core/network.ts'
import { joined } from '../channel/join.ts'
import { cannotSpeak, saidInChannel } from '../message/message.ts'

/** +b: who matches neither joins nor, without a voice, speaks. An invitation goes before it. */
export default feature({
  modes: { b: { type: 'list', entry: RPL_BANLIST, end: RPL_ENDOFBANLIST } },
  guards: [
    guard(joined, ({ channel }, { net, user }) => {
      const out = !channel.invited.has(user) && isBanned(net, channel, user)
      return out && ERR_BANNEDFROMCHAN(channel.name)
    }),
    guard(saidInChannel, ({ channel }, { net, user }) => {
      const mute = !channel.members.get(user)?.voiced && isBanned(net, channel, user)
      return mute && cannotSpeak(channel, 'b')
    }),
  ],
})

export function isBanned(net: Network, channel: Channel, user: User): boolean {
  return isListed(net, channel, 'b', user) && !isListed(net, channel, 'e', user)
}

/** Whether an entry of the list fits the user, by the host that is shown or by its address. */
export function isListed(net: Network, channel: Channel, letter: string, user: User): boolean {
  const entries = channel.list(letter)
  if (!entries.length) return false
  const { nick, username, host, ip } = user
  const forms = [net.fold(`${nick}!${username}@${host}`), net.fold(`${nick}!${username}@${ip}`)]
  return entries.some(({ mask }) => forms.some((form) => matches(net.fold(mask), form)))
}
