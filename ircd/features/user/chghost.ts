import { messageFrom } from '#wire/message.ts'
import { RPL_HOSTHIDDEN } from '#wire/numerics/operators.ts'
import { kind, neighbours } from '../../core/fact.ts'
import { feature } from '../../core/feature.ts'
import type { Origin } from '../../core/links.ts'
import type { Channel, User } from '../../core/network.ts'
import { witnesses } from '../../core/presence.ts'
import type { Server } from '../../core/server.ts'
import type { Session } from '../../core/session.ts'

/** `by`, who was `from` until now, has another user name or host. */
export const hostChanged = kind<{ from: string; username: string; host: string }>({
  name: 'host',
  event: true,
  apply: ({ by, username, host }) => {
    const user = by as User
    user.realHost ||= user.host
    user.username = username
    user.host = host
  },
  audience: ({ by }) => [...neighbours(by as User)].filter(readsIt),
  lines: ({ from, username, host }) => [messageFrom(from, 'CHGHOST', username, host)],
})

/** For those who cannot read CHGHOST: somebody left … */
export const vanished = kind<object>({
  name: 'vanished',
  event: true,
  audience: ({ by }) => othersWhoCannot([...neighbours(by as User)], by as User),
  lines: ({ by }) => [messageFrom((by as User).mask, 'QUIT', 'Changing host')],
})

/** … and somebody who looks different came back, with the same standing. */
export const reappeared = kind<{ channel: Channel; signs: string }>({
  name: 'reappeared',
  event: true,
  audience: ({ by, channel }) => othersWhoCannot([...witnesses(channel, by as User)], by as User),
  lines: ({ by, channel, signs }) => {
    const { mask, nick, server } = by as User
    const join = messageFrom(mask, 'JOIN', channel.name)
    if (!signs) return [join]
    const nicks = Array.from(signs, () => nick)
    return [join, messageFrom(server.name, 'MODE', channel.name, `+${signs}`, ...nicks)]
  },
})

/** https://ircv3.net/specs/extensions/chghost */
export default feature({ cap: 'chghost', facts: [hostChanged, vanished, reappeared] })

/** Gives a user another face. Says nothing when it has it already. */
export function changeHost(
  server: Server,
  user: User,
  { username = user.username, host = user.host }: { username?: string; host?: string },
  origin?: Origin,
): void {
  if (username === user.username && host === user.host) return
  const shown = host !== user.host
  server.commit(vanished, {}, user)
  server.commit(hostChanged, { from: user.mask, username, host }, user, undefined, origin)
  for (const channel of user.channels) {
    const signs = channel.members.get(user)!.statuses.join('')
    server.commit(reappeared, { channel, signs }, user)
  }
  if (shown) user.session?.tell(RPL_HOSTHIDDEN(host))
}

function readsIt(session: Session): boolean {
  return session.has('chghost')
}

function othersWhoCannot(sessions: Session[], { session: own }: User): Session[] {
  return sessions.filter((session) => session !== own && !readsIt(session))
}
