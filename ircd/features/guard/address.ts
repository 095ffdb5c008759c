/** Addresses as they are counted: whose neighbours are the same person, and who is not counted. */
import { inRange, parseIp, rangeKey } from '#wire/cidr.ts'
import type { Server } from '../../core/server.ts'

/** Equal for addresses that count as one. */
export function addressKey({ settings }: Server, ip: string): string {
  const { v4Prefix, v6Prefix } = settings.protection.connections
  return rangeKey(ip, v4Prefix, v6Prefix)
}

/** Our own houses, and whom the configuration exempts: neither counted nor slowed. */
export function isExempt({ settings }: Server, ip: string): boolean {
  if (ip === '') return true
  const { exempt } = settings.protection.connections
  if (!exempt.length) return false
  const value = parseIp(ip)
  return value !== undefined && exempt.some((range) => inRange(value, range))
}
