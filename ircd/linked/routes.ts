/** The `[[link]]` sections, as the links' core and the sockets need them. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { NetAddress, UnixAddress } from '#host/address.ts'
import type { Config } from '#host/config.ts'
import { isLoopback } from '#host/config-links.ts'
import { readPin } from '#host/pin.ts'
import { inRange, parseIp, parseRange } from '#wire/cidr.ts'
import type { LinkTerms } from '../link/terms.ts'

/** One server that may be linked, and how it is reached. */
export interface Route {
  terms: LinkTerms
  /** Absent where only it dials us. */
  address: NetAddress | UnixAddress | undefined
  autoconnect: boolean
  /** The lowest is dialled first. */
  priority: number
  sendqBytesMax: number
}

export function routesOf({ link }: Config): Route[] {
  return link.map((one) => ({
    terms: {
      name: one.name,
      sendPassword: one.send_password,
      accepts: (password) => isSame(password, one.accept_password),
      fingerprints: one.pins.flatMap((pin) => readPin(pin) ?? []),
      secure: !one.plain,
      from: (ip) => isFrom(ip, one.from),
      hub: one.hub,
      dialect: one.dialect,
      services: one.services,
      operators: one.operators,
      sharedAccounts: one.shared_accounts,
      confidential: ({ ip, secure }) => isNear(ip) || (secure && one.pins.length > 0),
    },
    address: one.address?.kind === 'inproc' ? undefined : one.address,
    autoconnect: one.autoconnect,
    priority: one.priority,
    sendqBytesMax: one.sendq,
  }))
}

/** What stays on this machine is as safe as TLS. */
export function isSecure({ ip, secure }: { ip: string; secure: boolean }): boolean {
  return secure || isLoopback(ip)
}

/** A socket file has no address. */
function isNear(ip: string): boolean {
  return ip === '' || isLoopback(ip)
}

/** In the same time, whatever is right of it. */
function isSame(given: string, wanted: string): boolean {
  return timingSafeEqual(digest(given), digest(wanted))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function isFrom(text: string, ranges: string[]): boolean {
  if (!ranges.length) return true
  const ip = parseIp(text)
  return ip !== undefined && ranges.some((range) => inRange(ip, parseRange(range)!))
}
