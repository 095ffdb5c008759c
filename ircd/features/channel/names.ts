import { lineBytesMax } from '#wire/message.ts'
import { RPL_ENDOFNAMES, RPL_NAMREPLY } from '#wire/numerics.ts'
import { byteLength, pack } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import type { Channel, Member } from '../../core/network.ts'
import { isShown } from '../../core/presence.ts'
import type { Server } from '../../core/server.ts'
import type { Session } from '../../core/session.ts'
import { isHidden, isVisible } from './visibility.ts'

/** https://modern.ircdocs.horse/#names-message */
export default feature({
  commands: {
    NAMES: {
      help: '<channel>\nLists the members of a channel.',
      run(ask, list = '') {
        const names = list.split(',').filter(Boolean)
        if (!names.length) return ask.reply(RPL_ENDOFNAMES('*'))
        for (const name of names.slice(0, ask.server.settings.limits.targets)) {
          const channel = ask.net.channel(name)
          if (channel && !isHidden(channel, ask.user)) sayNames(ask, channel)
          else ask.reply(RPL_ENDOFNAMES(name))
        }
      },
    },
  },
})

export function sayNames(ask: Ask, channel: Channel): void {
  const { user, session, server } = ask
  const inside = channel.members.has(user)
  const names: string[] = []
  for (const [member, standing] of channel.members) {
    if (!inside && !isVisible(member, user)) continue
    if (!isShown(channel, member, user)) continue
    const shown = session.has('userhost-in-names') ? member.mask : member.nick
    names.push(prefixes(server, session, standing) + shown)
  }
  const symbol = channel.modes.has('s') ? '@' : channel.modes.has('p') ? '*' : '='
  const frame = `:${server.net.me.name} 353 ${user.nick} ${symbol} ${channel.name} :\r\n`
  for (const line of pack(names, lineBytesMax - byteLength(frame))) {
    ask.reply(RPL_NAMREPLY(symbol, channel.name, line))
  }
  ask.reply(RPL_ENDOFNAMES(channel.name))
}

/** The highest status prefix, or all of them for those who can read several. */
export function prefixes({ book }: Server, session: Session, member: Member): string {
  if (!member.rank) return ''
  let all = ''
  for (const { letter, prefix } of book.statuses) {
    if (!member.has(letter)) continue
    if (!session.has('multi-prefix')) return prefix
    all += prefix
  }
  return all
}
