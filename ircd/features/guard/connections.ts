import { feature } from '../../core/feature.ts'
import { perServer } from '../../core/per-server.ts'
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
  readonly #keys = new WeakMap<Session, string>()
  #sweepAt = 0

  /** Counts a session under its address, and under no other. */
  enter(session: Session, key: string): Set<Session> {
    this.leave(session)
    const crowd = this.#crowds.get(key) ?? new Set()
    this.#crowds.set(key, crowd)
    this.#keys.set(session, key)
    return crowd.add(session)
  }

  leave(session: Session): void {
    const key = this.#keys.get(session)
    if (key !== undefined) this.#crowds.get(key)?.delete(session)
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
 * one of very many that the same person has: its network counts. A gateway's own address is counted
 * until it says for whom it speaks.
 */
export default feature({
  meets(session, server) {
    const { ip } = session.user
    session.trusted = isExempt(server, ip)
    crowds(server).leave(session)
    return session.trusted ? undefined : count(session, server, ip)
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
  const { perAddress, unknownPerAddress } = protection.connections
  const key = addressKey(server, ip)
  const { throttle } = crowds(server)
  const fast = throttle.take(key, protection.throttle.connections, server.ports.now())
  const counts = perAddress > 0 || unknownPerAddress > 0
  const crowd = counts ? crowds(server).enter(session, key) : undefined
  const many = crowd !== undefined && isCrowded(crowd, perAddress, unknownPerAddress)
  if ((!fast && !many) || isUserExempt(server, session.user, 'c')) return undefined
  const connections = crowd?.size
  server.ports.tell(fast ? 'too fast' : 'too many connections', { ip, connections })
  return fast
    ? `You connect too often: wait ${Math.ceil(fast / 1000)} seconds`
    : 'Too many connections from your address'
}

/** Looks at each only where there may be too many. */
function isCrowded(crowd: Set<Session>, max: number, unknownMax: number): boolean {
  const may = (limit: number) => limit > 0 && crowd.size > limit
  if (!may(max) && !may(unknownMax)) return false
  for (const session of crowd) if (session.closed) crowd.delete(session)
  const unknown = [...crowd].filter(({ registered }) => !registered).length
  return may(max) || (unknownMax > 0 && unknown > unknownMax)
}
