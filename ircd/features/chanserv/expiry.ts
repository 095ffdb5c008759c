/** Channels that nobody uses are nobody's after a while, where the configuration says so. */
import { feature, reaction } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import { joined } from '../channel/join.ts'
import { flagsOf } from './access.ts'
import {
  actsFor,
  amend,
  decidesHere,
  dissolve,
  isRegistered,
  registeredChannels,
} from './registration.ts'

const dayMs = 24 * 60 * 60 * 1000
/** How often it is looked at. */
const lookMs = 10 * 60 * 1000

const looks = perServer(() => ({ nextAt: 0 }))

export default feature({
  reactions: [
    // Once a day is enough to know, and each time is written.
    reaction(joined, ({ by, at, channel }, server) => {
      if (!isRegistered(channel) || at - channel.registration.usedAt < dayMs) return
      if (!flagsOf(server, channel, by as User) || !actsFor(server, by as User)) return
      // Where nobody can note it now it is noted the next time.
      amend(server, channel, { usedAt: at }).catch((error) => server.ports.fault(error, 'usedAt'))
    }),
  ],
  ticks(server, now) {
    const look = looks(server)
    if (server.settings.services.channelsExpireMs === 0 || now < look.nextAt) return
    look.nextAt = now + lookMs
    if (decidesHere(server)) expire(server, now)
  },
})

/** Whoever is inside uses it, on the access list or not. */
function expire(server: Server, now: number): void {
  const { channelsExpireMs } = server.settings.services
  for (const channel of registeredChannels(server.net)) {
    const { usedAt, settings, closed } = channel.registration
    const isHeld = closed !== undefined || settings.includes('HOLD')
    const isUsed = [...channel.members.keys()].some(({ service }) => !service)
    if (isHeld || isUsed || now - usedAt < channelsExpireMs) continue
    const about = { what: 'expired', channel: channel.name, by: 'disuse' }
    server.ports.tell('channel registry', about)
    dissolve(server, channel).catch((error) => server.ports.fault(error, 'expiry'))
  }
}
