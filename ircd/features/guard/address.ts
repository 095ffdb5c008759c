/** Addresses as they are counted: whose neighbours are the same person, and who is not counted. */
import { inRange, parseIp, rangeKey } from '#wire/cidr.ts'
import type { Server } from '../../core/server.ts'
import type { Session } from '../../core/session.ts'
import { isHouses } from '../connect/houses.ts'

/** Equal for addresses that count as one. */
export function addressKey({ settings }: Server, ip: string): string {
  const { v4Prefix, v6Prefix } = settings.protection.connections
  return rangeKey(ip, v4Prefix, v6Prefix)
}

/** What has no address, as inside one process, and whom the configuration exempts. */
export function isExempt({ settings }: Server, ip: string): boolean {
  if (ip === '') return true
  const { exempt } = settings.protection.connections
  if (!exempt.length) return false
  const value = parseIp(ip)
  return value !== undefined && exempt.some((range) => inRange(value, range))
}

/** Who is not slowed: from an exempt address, or through a house, which slows its people itself. */
export function isUnslowed(session: Session): boolean {
  return session.exempt || isHouses(session)
}
