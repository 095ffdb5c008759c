import { inRange, parseIp, rangeKey } from '#wire/cidr.ts'
import { feature } from '../../core/feature.ts'
import { perServer } from '../../core/per-server.ts'
import type { Protection } from '../../core/protection.ts'
import type { Server } from '../../core/server.ts'
import type { Session } from '../../core/session.ts'
import { Throttle } from '../../core/throttle.ts'
import { addressKey, isExempt } from './address.ts'
import { isUserExempt } from './ban.ts'

/** How often those are forgotten whose last connection has ended. */
const sweepMs = 60_000

/** Who is connected from where, and how often somebody came. */
class Crowds {
  readonly throttle = new Throttle()
  readonly #crowds = new Map<string, Set<Session>>()
  readonly #keys = new WeakMap<Session, string[]>()
  #sweepAt = 0

  /** Counts a session under its address and its network, and under no other. */
  enter(session: Session, keys: string[]): void {
    this.leave(session)
    this.#keys.set(session, keys)
    for (const key of keys) {
      const crowd = this.#crowds.get(key) ?? new Set()
      this.#crowds.set(key, crowd.add(session))
    }
  }

  leave(session: Session): void {
    for (const key of this.#keys.get(session) ?? []) this.#crowds.get(key)?.delete(session)
  }

  at(key: string): Set<Session> {
    return this.#crowds.get(key) ?? new Set()
  }

  sweep(now: number): void {
    if (now < this.#sweepAt) return
    this.#sweepAt = now + sweepMs
    for (const [key, crowd] of this.#crowds) {
      for (const session of crowd) if (session.closed) crowd.delete(session)
      if (crowd.size === 0) this.#crowds.delete(key)
    }
  }
}

const crowds = perServer(() => new Crowds())

/**
 * How many connections one address may hold, and how often it may come. An address of version 6 is
 * one of very many that the same person has: its network counts; whoever has many networks is met by
 * the limit of the larger one around them. A gateway's own address is counted
 * until it says for whom it speaks.
 */
export default feature({
  meets(session, server) {
    const { ip } = session.user
    session.exempt = isExempt(server, ip)
    crowds(server).leave(session)
    return session.exempt ? undefined : count(session, server, ip)
  },
  ticks: (server, now) => crowds(server).sweep(now),
  commands: {
    UNREJECT: {
      min: 1,
      needs: 'ban',
      help: '<address>\nForgets how often somebody came from there.',
      run({ server, session }, ip = '') {
        crowds(server).throttle.forgive(addressKey(server, ip))
        session.notice(`Who comes from ${ip} is not too fast any more`)
      },
    },
  },
})

function count(session: Session, server: Server, ip: string): string | undefined {
  const { protection } = server.settings
  const key = addressKey(server, ip)
  const all = crowds(server)
  const fast = all.throttle.take(key, protection.throttle.connections, server.ports.now())
  const many = isOneTooMany(session, server, ip, key)
  if ((!fast && !many) || isUserExempt(server, session.user, 'c')) return undefined
  const connections = all.at(key).size
  server.ports.tell(fast ? 'too fast' : 'too many connections', { ip, connections })
  return fast
    ? `You connect too often: wait ${Math.ceil(fast / 1000)} seconds`
    : 'Too many connections from your address'
}

function isOneTooMany(session: Session, server: Server, ip: string, key: string): boolean {
  const { connections } = server.settings.protection
  const { unknownPerAddress, perNetwork } = connections
  const perAddress = limitAt(ip, connections)
  if (!perAddress && !unknownPerAddress && !perNetwork) return false
  const all = crowds(server)
  const network = rangeKey(ip, connections.v4Network, connections.v6Network)
  all.enter(session, perNetwork ? [key, `network ${network}`] : [key])
  return (
    isCrowded(all.at(key), perAddress, unknownPerAddress) ||
    (perNetwork > 0 && isCrowded(all.at(`network ${network}`), perNetwork, 0))
  )
}

/** Some ranges have a limit of their own: a school, a company. */
function limitAt(ip: string, { perAddress, ranges }: Protection['connections']): number {
  const value = ranges.length ? parseIp(ip) : undefined
  if (value === undefined) return perAddress
  return ranges.find(({ range }) => inRange(value, range))?.perAddress ?? perAddress
}

/** Looks at each only where there may be too many. */
function isCrowded(crowd: Set<Session>, max: number, unknownMax: number): boolean {
  const may = (limit: number) => limit > 0 && crowd.size > limit
  if (!may(max) && !may(unknownMax)) return false
  for (const session of crowd) if (session.closed) crowd.delete(session)
  const unknown = [...crowd].filter(({ registered }) => !registered).length
  return may(max) || (unknownMax > 0 && unknown > unknownMax)
}
