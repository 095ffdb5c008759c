import { messageFrom } from '#wire/message.ts'
import {
  ERR_CHANOPRIVSNEEDED,
  ERR_NEEDMOREPARAMS,
  ERR_NOSUCHNICK,
  ERR_NOTONCHANNEL,
  ERR_USERONCHANNEL,
  RPL_AWAY,
  RPL_ENDOFINVITELIST,
  RPL_INVITELIST,
  RPL_INVITING,
} from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { kind, sourceOf } from '../../core/fact.ts'
import { feature, guard } from '../../core/feature.ts'
import type { Channel, User } from '../../core/network.ts'
import { rank } from '../../core/rank.ts'
import { isBanned } from '../bans/banned.ts'
import { isInside, standing } from './standing.ts'
import { channelFor } from './visibility.ts'

/** `by` asks `user` to join; the invitation lasts until it does. */
export const invited = kind<{
  channel: Channel
  user: User
  /** It does not want to know of `by`. */
  unheard?: true | undefined
}>({
  name: 'invite',
  event: true,
  apply: ({ channel, user }) => {
    channel.invited.add(user)
    user.invitations.add(channel)
  },
  delivers: ({ user, unheard }) => (unheard ? undefined : user.session),
  // Those who could have invited too: see invite-notify.ts.
  audience: ({ by, channel: { locals, members }, user }) => {
    return [...locals].filter((session) => {
      if (session.user === by || session.user === user) return false
      return session.has('invite-notify') && members.get(session.user)!.halfop
    })
  },
  lines: ({ by, channel, user }) => [messageFrom(sourceOf(by), 'INVITE', user.nick, channel.name)],
})

/** https://modern.ircdocs.horse/#invite-message */
export default feature({
  facts: [invited],
  guards: [
    guard(invited, ({ channel, user }, ask) => {
      if (!isInside(ask, channel)) return ERR_NOTONCHANNEL(channel.name)
      if (channel.members.has(user)) return ERR_USERONCHANNEL(user.nick, channel.name)
      if (standing(ask, channel) >= rank.halfop) return
      // Whoever is kept from speaking does not speak through invitations.
      if (isBanned(ask.server, channel, ask.user, 'speak'))
        return ERR_CHANOPRIVSNEEDED(channel.name)
      const isClosed = channel.modes.has('i') && !channel.modes.has('A')
      return isClosed && ERR_CHANOPRIVSNEEDED(channel.name)
    }),
  ],
  commands: {
    INVITE: {
      help: '<nick> <channel>\nInvites somebody; alone it lists where you are invited.',
      run(ask, nick, name = '') {
        if (nick === undefined) return sayInvitations(ask)
        if (!nick || !name) return ask.reply(ERR_NEEDMOREPARAMS('INVITE'))
        const user = ask.net.user(nick)
        if (!user) return ask.reply(ERR_NOSUCHNICK(nick))
        const channel = channelFor(ask, name)
        if (!channel) return
        if (!ask.commit(invited, { channel, user })) return
        ask.reply(RPL_INVITING(user.nick, channel.name))
        if (user.away) ask.reply(RPL_AWAY(user.nick, user.away))
      },
    },
  },
})

function sayInvitations({ net, user, reply }: Ask): void {
  for (const channel of user.invitations) {
    if (net.channel(channel.name) === channel) reply(RPL_INVITELIST(channel.name))
  }
  reply(RPL_ENDOFINVITELIST())
}
