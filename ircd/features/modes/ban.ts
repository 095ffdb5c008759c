import { ERR_BANNICKCHANGE } from '#wire/numerics/channels.ts'
import { ERR_BANNEDFROMCHAN, RPL_BANLIST, RPL_ENDOFBANLIST } from '#wire/numerics.ts'
import { feature, guard, reaction } from '../../core/feature.ts'
import { withdraw } from '../../core/lifecycle.ts'
import { isBanned } from '../bans/banned.ts'
import { joined } from '../channel/join.ts'
import { modesChanged } from '../channel/mode.ts'
import { topicSet } from '../channel/topic.ts'
import { nickChanged } from '../connect/nick.ts'
import { cannotSpeak, saidInChannel } from '../message/message.ts'
import { orForOperators } from './op-moderated.ts'

/**
 * +b: who matches neither joins nor, without a voice, speaks, sets the topic or takes another name.
 * An invitation that is younger than the ban goes before it.
 */
export default feature({
  modes: { b: { type: 'list', entry: RPL_BANLIST, end: RPL_ENDOFBANLIST } },
  guards: [
    guard(joined, ({ channel }, { server, user }) => {
      const out = !channel.invited.has(user) && isBanned(server, channel, user, 'join')
      return out && ERR_BANNEDFROMCHAN(channel.name)
    }),
    guard(saidInChannel, (fact, { server, user }) => {
      const { channel } = fact
      const mute = !channel.members.get(user)?.voiced && isBanned(server, channel, user, 'speak')
      return mute && orForOperators(fact, 'b')
    }),
    guard(topicSet, ({ channel }, { server, user }) => {
      const mute = !channel.members.get(user)?.voiced && isBanned(server, channel, user, 'speak')
      return mute && cannotSpeak(channel, 'b')
    }),
    guard(nickChanged, ({ nick }, { server, user }) => {
      for (const channel of user.channels) {
        if (channel.members.get(user)?.voiced || !isBanned(server, channel, user, 'nick')) continue
        return ERR_BANNICKCHANGE(nick, channel.name)
      }
    }),
  ],
  isupport: ({ book }) => {
    const letters = [...book.extbans.values()].map(({ letter }) => letter)
    return { EXTBAN: `~,${letters.sort().join('')}` }
  },
  reactions: [
    reaction(modesChanged, ({ channel, changes }, server) => {
      if (!channel.invited.size || !changes.some(({ letter, on }) => on && letter === 'b')) return
      for (const user of channel.invited) {
        if (isBanned(server, channel, user, 'join')) withdraw(channel, user)
      }
    }),
  ],
})
