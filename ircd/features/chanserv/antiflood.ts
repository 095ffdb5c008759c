/**
 * ANTIFLOOD of a registered channel: who says too much in a breath is quiet for a while, or out. Who
 * has a voice there, or is on the access list, is never meant.
 */
import { feature, reaction } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import { Throttle } from '../../core/throttle.ts'
import { kicked } from '../channel/kick.ts'
import { modesChanged } from '../channel/mode.ts'
import { saidInChannel } from '../message/message.ts'
import { flagsOf } from './access.ts'
import { chanserv, isRegistered, type Registered } from './registration.ts'

/** So many lines at once, then one in each share of the time. */
const rate = { count: 10, ms: 10_000 }
const minutes = 10

/** By what ANTIFLOOD can be, apart from OFF: the setting of the channel. */
export const antifloods: Readonly<Record<string, string>> = {
  QUIET: 'ANTIFLOOD-QUIET',
  KICKBAN: 'ANTIFLOOD-KICKBAN',
}

const lines = perServer(() => new Throttle())

export default feature({
  reactions: [
    reaction(saidInChannel, ({ by, verb, channel }, server, ask) => {
      if (!ask || verb === 'TAGMSG' || !isRegistered(channel)) return
      const { settings } = channel.registration
      const isOut = settings.includes(antifloods.KICKBAN!)
      if (!isOut && !settings.includes(antifloods.QUIET!)) return
      const user = by as User
      if (channel.members.get(user)?.voiced || flagsOf(server, channel, user)) return
      const key = `${channel.id} ${server.net.identity(user)}`
      if (!lines(server).take(key, rate, ask.now)) return
      lines(server).forgive(key)
      stop(server, channel, user, isOut)
    }),
  ],
})

/** Under a ban that is there already nobody is banned again, nor in a full list. */
function stop(server: Server, channel: Registered, user: User, isOut: boolean): void {
  const mask = `~time:${minutes}:${isOut ? '' : '~quiet:'}*!*@${user.host}`
  const list = channel.list('b')
  const by = chanserv(server)
  if (list.length < server.settings.limits.list && !list.some((one) => one.mask === mask)) {
    const changes = [{ type: 'list' as const, letter: 'b', on: true, mask }]
    server.commit(modesChanged, { channel, changes }, by)
  }
  if (isOut && channel.members.has(user)) {
    server.commit(kicked, { channel, user, text: 'Too many lines at once' }, by)
  }
}
