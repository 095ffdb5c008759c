import { parseIp } from '#wire/cidr.ts'
import { RPL_WHOISSPECIAL } from '#wire/numerics/operators.ts'
import { ERR_NOSUCHNICK } from '#wire/numerics.ts'
import { feature } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import { addressKey } from './address.ts'

interface Standing {
  score: number
  /** Milliseconds since 1970. */
  seen: number
}

const scoreMs = 5 * 60_000
const saveMs = 15 * 60_000
const scoreMax = 10_000
/** An address that nobody came from for so long is a stranger's again. */
const forgetMs = 60 * 86_400_000

class Standings {
  readonly byAddress = new Map<string, Standing>()
  /** Changed since they were kept. */
  readonly changed = new Set<string>()
  scoreAt = 0
  saveAt = 0
}

const standings = perServer(() => new Standings())

/** A network is known by the time that somebody has been in channels from there. */
export default feature({
  async boot(server) {
    const { byAddress } = standings(server)
    const shelf = server.ports.shelf<Standing>('reputation')
    for (const [key, standing] of await shelf.list()) {
      if (server.ports.now() - standing.seen < forgetMs) byAddress.set(key, standing)
      else await shelf.remove(key)
    }
  },
  ticks(server, now) {
    if (!server.settings.protection.reputation.enabled) return
    const all = standings(server)
    all.scoreAt ||= now + scoreMs
    all.saveAt ||= now + saveMs
    if (now >= all.scoreAt) score(server, now)
    if (now >= all.saveAt) save(server, now)
  },
  whois: (ask, user) =>
    ask.can('see') && user.ip
      ? [RPL_WHOISSPECIAL(user.nick, `has a reputation of ${reputationOf(ask.server, user)}`)]
      : [],
  commands: {
    REPUTATION: {
      min: 1,
      needs: 'see',
      help: '<nick or address>\nShows how well an address is known.',
      run({ server, net, session, reply }, text = '') {
        const ip = net.user(text)?.ip ?? text
        if (parseIp(ip) === undefined) return reply(ERR_NOSUCHNICK(text))
        const { score = 0 } = standings(server).byAddress.get(addressKey(server, ip)) ?? {}
        session.notice(`The reputation of ${ip} is ${score}`)
      },
    },
  },
})

export function reputationOf(server: Server, { ip }: User): number {
  return standings(server).byAddress.get(addressKey(server, ip))?.score ?? 0
}

/** Whether somebody has an account, or comes from where people have been for a while. */
export function isKnown(server: Server, user: User): boolean {
  if (user.account) return true
  const { enabled, known } = server.settings.protection.reputation
  return enabled && reputationOf(server, user) >= known
}

/** Once for each address, however many are there; one with an account counts double. */
function score(server: Server, now: number): void {
  const all = standings(server)
  all.scoreAt = now + scoreMs
  const worth = new Map<string, number>()
  for (const { user, registered } of server.sessions) {
    if (!registered || !user.ip || user.channels.size === 0) continue
    const key = addressKey(server, user.ip)
    worth.set(key, Math.max(worth.get(key) ?? 0, user.account ? 2 : 1))
  }
  for (const [key, more] of worth) {
    const before = all.byAddress.get(key)?.score ?? 0
    all.byAddress.set(key, { score: Math.min(scoreMax, before + more), seen: now })
    all.changed.add(key)
  }
}

function save(server: Server, now: number): void {
  const all = standings(server)
  all.saveAt = now + saveMs
  const shelf = server.ports.shelf<Standing>('reputation')
  for (const [key, { seen }] of all.byAddress) {
    if (now - seen < forgetMs) continue
    all.byAddress.delete(key)
    shelf.remove(key).catch((error) => server.ports.fault(error, 'reputation'))
  }
  for (const key of all.changed) {
    shelf
      .put(key, all.byAddress.get(key)!)
      .catch((error) => server.ports.fault(error, 'reputation'))
  }
  all.changed.clear()
}
