import { ERR_CANTSENDTOUSER, ERR_LOGINTOCREATE } from '#wire/numerics/channels.ts'
import { ERR_YOUREBANNEDCREEP, fail } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature, guard } from '../../core/feature.ts'
import { perServer } from '../../core/per-server.ts'
import { Throttle } from '../../core/throttle.ts'
import { joined } from '../channel/join.ts'
import { saidToUser } from '../message/message.ts'
import { isUserExempt } from './ban.ts'
import { isKnown } from './reputation.ts'

const arrivals = perServer(() => new Throttle())

/**
 * Strangers, who have no account and come from nowhere known: how many may come at all, how long each
 * only listens to other people, and whether they make channels.
 */
export default feature({
  vets(ask) {
    const { server, user, now } = ask
    const { arrivals: rate } = server.settings.protection.strangers
    if (rate.count === 0 || !isStranger(ask) || isUserExempt(server, user, 't')) return undefined
    const early = arrivals(server).take('', rate, now)
    if (!early) return undefined
    server.ports.tell('too fast', { nick: user.mask, ip: user.ip, what: 'strangers' })
    const reason = `Too many people come just now: wait ${Math.ceil(early / 1000)} seconds, or log in`
    return { reply: ERR_YOUREBANNEDCREEP(reason), reason }
  },
  guards: [
    guard(saidToUser, ({ user: target, verb }, ask) => {
      const { user, now, server } = ask
      const { silentMs } = server.settings.protection.strangers
      const left = user.since + silentMs - now
      if (left <= 0 || target === user || target.oper || !isStranger(ask)) return undefined
      const seconds = String(Math.ceil(left / 1000))
      const why = `You have just come: wait ${seconds} seconds, or log in`
      const before = fail(verb, 'TOO_NEW', why, target.nick, seconds)
      return { ...ERR_CANTSENDTOUSER(target.nick, why), before }
    }),
    guard(joined, ({ channel }, ask) => {
      const { net, server } = ask
      if (server.settings.protection.strangers.channels || channel.members.size > 0)
        return undefined
      const isThere = channel.lasting || net.channel(channel.name) === channel
      return !isThere && isStranger(ask) && ERR_LOGINTOCREATE(channel.name)
    }),
  ],
})

function isStranger({ server, user, session }: Ask): boolean {
  return !session.exempt && !user.oper && !isKnown(server, user)
}
