/**
 * How services are there: users without a connection, whose nicks are nobody else's, and whom
 * nobody throws out. +S marks them.
 */
import { isServiceName } from '#wire/names.ts'
import { ERR_ISCHANSERVICE } from '#wire/numerics/channels.ts'
import { RPL_WHOISOPERATOR } from '#wire/numerics/operators.ts'
import { ERR_ERRONEUSNICKNAME } from '#wire/numerics.ts'
import { kind } from '../../core/fact.ts'
import { feature, guard } from '../../core/feature.ts'
import { type Service, User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { kicked } from '../channel/kick.ts'
import { modesChanged } from '../channel/mode.ts'
import { nickChanged } from '../connect/nick.ts'

/** `by` is one of the network's users from now on. */
const serviceOpened = kind<object>({
  name: 'service',
  apply: ({ by }, net) => net.admit(by as User),
  audience: () => [],
  lines: () => [],
})

export default feature({
  facts: [serviceOpened],
  userModes: { S: 'server' },
  guards: [
    guard(nickChanged, ({ nick }) => isServiceName(nick) && ERR_ERRONEUSNICKNAME(nick)),
    guard(kicked, ({ channel, user }) => {
      return user.service && ERR_ISCHANSERVICE(user.nick, channel.name)
    }),
    guard(modesChanged, ({ channel, changes }) => {
      for (const change of changes) {
        if (change.type !== 'status' || change.on || !change.user.service) continue
        return ERR_ISCHANSERVICE(change.user.nick, channel.name)
      }
    }),
  ],
  vets({ user }) {
    const { nick } = user
    if (!isServiceName(nick)) return
    user.nick = ''
    return { reply: ERR_ERRONEUSNICKNAME(nick) }
  },
  whois: (_, { nick, service }) => {
    return service ? [RPL_WHOISOPERATOR(nick, 'is a network service')] : []
  },
})

/** Makes a service's user, and a user of the network. */
export function appear(
  server: Server,
  nick: string,
  short: string,
  about: string,
  service: Service,
): User {
  const { net, settings } = server
  const user = new User(`${settings.sid}0000${short}`, net.me, undefined, server.ports.now())
  user.nick = nick
  user.username = 'services'
  user.host = settings.server
  user.realname = about
  user.service = service
  for (const mode of ['S', 'i']) user.modes.add(mode)
  server.commit(serviceOpened, {}, user)
  return user
}

/** The user that a service is; nobody where the services are switched off. */
export function userOf({ net }: Server, nick: string): User | undefined {
  const user = net.user(nick)
  return user?.service ? user : undefined
}
