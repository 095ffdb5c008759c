import { matches } from '#wire/mask.ts'
import { ERR_RESERVED, ERR_UNAVAILRESOURCE } from '#wire/numerics/operators.ts'
import { ERR_YOUREBANNEDCREEP } from '#wire/numerics.ts'
import { feature, guard, reaction, type TurnedAway } from '../../core/feature.ts'
import { connected } from '../../core/lifecycle.ts'
import type { User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { joined } from '../channel/join.ts'
import { accountChanged } from '../connect/login.ts'
import { nickChanged } from '../connect/nick.ts'
import { realnameChanged } from '../user/setname.ts'
import {
  type BanType,
  banLifted,
  banSet,
  bansOf,
  findBan,
  fitsUser,
  keyOf,
  type ServerBan,
} from './ban.ts'

/** Those that end a connection. */
const deadly: BanType[] = ['kline', 'gline', 'zline', 'xline']

/** Who is shunned may leave, and say that it is there. */
const allowedWhileShunned = new Set(['PING', 'PONG', 'QUIT', 'PART'])

/**
 * Bans of the network at work: when somebody connects, and at once on those who are there. They are
 * kept on the shelf `bans` until they expire.
 */
export default feature({
  facts: [banSet, banLifted],
  async boot({ net, ports }) {
    for (const [, ban] of await ports.shelf<ServerBan>('bans').list()) bansOf(net).add(ban)
  },
  ticks(server, now) {
    for (const ban of bansOf(server.net).expired(now)) {
      server.commit(banLifted, { ban, expired: true }, server.net.me)
    }
  },
  meets: ({ user }, server) => {
    const ban = findBan(server, user, ['zline'])
    return ban && !ban.soft ? `Banned: ${ban.reason}` : undefined
  },
  vets: ({ server, user }) => turnAway(server, user),
  screen: ({ session, verb }) =>
    session.shunned && !allowedWhileShunned.has(verb) ? 'ignore' : undefined,
  guards: [
    guard(nickChanged, ({ nick }, ask) => {
      const ban = !ask.can('override') && reservation(ask.server, nick)
      return ban && ERR_RESERVED(nick, ban.reason)
    }),
    guard(joined, ({ channel }, ask) => {
      const ban = !ask.can('override') && reservation(ask.server, channel.name)
      return ban && ERR_UNAVAILRESOURCE(channel.name, ban.reason)
    }),
  ],
  reactions: [
    reaction(banSet, ({ ban }, server) => {
      const { shelf, fault } = server.ports
      shelf<ServerBan>('bans')
        .put(keyOf(ban), ban)
        .catch((error) => fault(error, 'bans'))
      for (const { user } of [...server.sessions]) {
        if (fitsUser(server, ban, user)) enforce(server, user)
      }
    }),
    reaction(banLifted, ({ ban }, server) => {
      const { shelf, fault } = server.ports
      shelf<ServerBan>('bans')
        .remove(keyOf(ban))
        .catch((error) => fault(error, 'bans'))
      for (const { user } of server.sessions) heedShun(server, user)
      if (ban.until) server.ports.tell('ban lifted', { type: ban.type, mask: ban.mask })
    }),
    reaction(connected, ({ by }, server) => heedShun(server, by as User)),
    reaction(accountChanged, ({ by }, server) => enforce(server, by as User)),
    reaction(nickChanged, ({ by }, server) => enforce(server, by as User)),
    reaction(realnameChanged, ({ by }, server) => enforce(server, by as User)),
  ],
})

/** The reservation of a nick's or a channel's name, if there is one. */
function reservation({ net }: Server, name: string): ServerBan | undefined {
  const folded = net.fold(name)
  for (const ban of bansOf(net).list('qline')) {
    const isChannel = ban.mask.startsWith('#')
    if (isChannel === name.startsWith('#') && matches(net.fold(ban.mask), folded)) return ban
  }
  return undefined
}

function turnAway(server: Server, user: User): TurnedAway | undefined {
  const taken = reservation(server, user.nick)
  if (taken) {
    const reply = ERR_RESERVED(user.nick, taken.reason)
    user.nick = ''
    return { reply }
  }
  const ban = findBan(server, user, deadly)
  if (!ban) return undefined
  told(server, user, ban)
  return { reply: ERR_YOUREBANNEDCREEP(textOf(ban)), reason: `Banned: ${ban.reason}` }
}

function enforce(server: Server, user: User): void {
  const { session } = user
  if (!session?.registered || session.closed) return
  heedShun(server, user)
  if (user.oper) return
  const ban = findBan(server, user, deadly)
  if (!ban) return
  told(server, user, ban)
  session.tell(ERR_YOUREBANNEDCREEP(textOf(ban)))
  session.close(`Banned: ${ban.reason}`)
}

function heedShun(server: Server, user: User): void {
  if (!user.session) return
  user.session.shunned = !user.oper && findBan(server, user, ['shun']) !== undefined
}

function told(server: Server, user: User, { type, mask }: ServerBan): void {
  server.ports.tell('ban met', { nick: user.mask, ip: user.ip, type, mask })
}

function textOf({ reason, soft }: ServerBan): string {
  const way = soft ? ' (you may connect with an account: log in with SASL)' : ''
  return `You are banned from this network: ${reason}${way}`
}
