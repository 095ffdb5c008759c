/**
 * Which hosts the bouncer may be sent to by its users. Names are resolved here and the address is
 * what is dialled, so that a name cannot mean one thing to the check and another to the dial.
 * Addresses that are not of the public internet (this machine, this house, a cloud's metadata) are
 * refused unless the operator has listed them.
 */
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { matches } from '#wire/mask.ts'

/** Addresses of one name that are tried. */
const addressesMax = 4

const privateRanges = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['172.16.0.0/12', '192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/3'],
  ...['::/127', '64:ff9b::/32', '100::/64', '2002::/16', 'fc00::/7', 'fe80::/9', 'ff00::/8'],
]

export class Reach {
  readonly #masks: string[]
  readonly #listed: BlockList
  readonly #private = blockList(privateRanges)

  /** @param allowed masks of host names (`*.example.org`), addresses, and ranges (`10.0.0.0/8`) */
  constructor(allowed: readonly string[]) {
    const ranges = allowed.filter((one) => isIP(one.split('/')[0]!) > 0)
    this.#masks = allowed.filter((one) => !ranges.includes(one)).map((one) => one.toLowerCase())
    this.#listed = blockList(ranges)
  }

  /**
   * @returns the addresses to dial, in the resolver's order.
   * @throws Error of one line: the name is unknown, or nobody may be sent there.
   */
  async addresses(host: string): Promise<string[]> {
    const found = isIP(host) ? [host] : await resolved(host)
    const named = this.#masks.some((mask) => matches(mask, host.toLowerCase()))
    const fine = found.filter((ip) => this.#allows(ip, named))
    if (fine.length === 0) throw new Error(`${host} is not among the hosts that are allowed here`)
    return fine.slice(0, addressesMax)
  }

  #allows(ip: string, named: boolean): boolean {
    if (within(this.#listed, ip)) return true
    return named && !within(this.#private, ip)
  }
}

async function resolved(host: string): Promise<string[]> {
  try {
    const found = await lookup(host, { all: true })
    return found.map(({ address }) => address)
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new Error(`the host name ${host} cannot be resolved (${code})`)
  }
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [ip = '', bits] = range.split('/')
    const family = isIP(ip) === 4 ? 'ipv4' : 'ipv6'
    if (bits === undefined) list.addAddress(ip, family)
    else list.addSubnet(ip, Number(bits), family)
  }
  return list
}

/** An IPv4 address in IPv6 clothes is the IPv4 address. */
function within(list: BlockList, ip: string): boolean {
  return list.check(ip, isIP(ip) === 4 ? 'ipv4' : 'ipv6')
}
