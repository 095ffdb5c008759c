/**
 * Whose request this is, when proxies stand in between.
 * X-Forwarded-For grows to the right: each proxy appends the address it saw. So the list is
 * walked from the right, past the proxies that we trust; what stands left of the first stranger
 * is that stranger's own claim and counts for nothing.
 */
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'
import { plainIp } from '#wire/cidr.ts'

export interface Origin {
  /** The browser's address: IPv4, or IPv6 without zone. */
  ip: string
  /** Whether the browser's own connection is encrypted. */
  secure: boolean
  /** The name and port that the browser asked for, as its Host header had it. */
  host: string
}

/** Addresses and CIDR ranges whose X-Forwarded headers are believed. */
export class TrustedProxies {
  readonly #ranges = new BlockList()

  /** @throws RangeError naming the entry that is neither an address nor a range. */
  constructor(ranges: readonly string[]) {
    for (const range of ranges) this.#add(range)
  }

  #add(range: string): void {
    const [address = '', bits] = range.split('/')
    const version = isIP(address)
    if (!version) throw new RangeError(`"${range}" is neither an address nor a CIDR range`)
    const family = version === 4 ? 'ipv4' : 'ipv6'
    const width = version === 4 ? 32 : 128
    const prefix = bits === undefined ? width : Number(bits)
    if (!Number.isInteger(prefix) || prefix < 0 || prefix > width) {
      throw new RangeError(`"${range}" has no prefix between 0 and ${width}`)
    }
    this.#ranges.addSubnet(address, prefix, family)
  }

  has(ip: string): boolean {
    return isIP(ip) !== 0 && this.#ranges.check(ip, isIP(ip) === 4 ? 'ipv4' : 'ipv6')
  }
}

/** @param peer the address of the socket; '' where there is none (unix, in-process). */
export function originOf(
  request: IncomingMessage,
  peer: string,
  encrypted: boolean,
  trusted: TrustedProxies,
): Origin {
  const direct = plainAddress(peer) ?? '127.0.0.1'
  const ownHost = request.headers.host ?? ''
  // A unix or in-process socket has no address of its own: only a proxy of this house uses it.
  if (peer !== '' && !trusted.has(direct)) {
    return { ip: direct, secure: encrypted, host: ownHost }
  }
  const proto = lastOf(headerList(request, 'x-forwarded-proto'))
  return {
    ip: walk(headerList(request, 'x-forwarded-for'), direct, trusted),
    secure: proto === undefined ? encrypted : proto.toLowerCase() === 'https',
    host: lastOf(headerList(request, 'x-forwarded-host')) ?? ownHost,
  }
}

function walk(hops: string[], direct: string, trusted: TrustedProxies): string {
  let believed = direct
  for (let at = hops.length - 1; at >= 0; at--) {
    const ip = plainAddress(hops[at]!)
    if (!ip) return believed
    believed = ip
    if (!trusted.has(ip)) return believed
  }
  return believed
}

function headerList(request: IncomingMessage, name: string): string[] {
  const value = request.headers[name]
  const text = Array.isArray(value) ? value.join(',') : (value ?? '')
  return text
    .split(',')
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
}

function lastOf(list: string[]): string | undefined {
  return list[list.length - 1]
}

/**
 * Reads `1.2.3.4`, `1.2.3.4:80`, `::1`, `[::1]:80` and `::ffff:1.2.3.4` as proxies write them.
 * @returns nothing when it is no address.
 */
export function plainAddress(text: string): string | undefined {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1]
  const withoutPort = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1]
  const bare = (bracketed ?? withoutPort ?? text).split('%', 1)[0]!
  const ip = plainIp(bare)
  return isIP(ip) ? ip : undefined
}
