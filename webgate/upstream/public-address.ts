/**
 * Addresses that visitors may name. What is private, of this machine or of this link is not theirs
 * to reach: a gateway that dialled it would open the operator's inner network to every page.
 * Source: https://www.iana.org/assignments/iana-ipv4-special-registry and its IPv6 sibling
 */
import { BlockList, isIP } from 'node:net'
import { plainAddress } from '../visitor/address.ts'

const special4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]

/** IPv6 is public inside 2000::/3 alone; these lie in it, and lead elsewhere or nowhere. */
const special6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

const denied = new BlockList()
for (const range of special4) add(denied, range, 'ipv4')
for (const range of special6) add(denied, range, 'ipv6')
const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')

function add(list: BlockList, range: string, family: 'ipv4' | 'ipv6'): void {
  const [address = '', bits] = range.split('/')
  list.addSubnet(address, Number(bits), family)
}

/** Whether an IP address is one of the public internet; IPv4 inside IPv6 is judged as IPv4. */
export function isPublic(ip: string): boolean {
  const address = plainAddress(ip)
  if (address === undefined) return false
  if (isIP(address) === 4) return !denied.check(address, 'ipv4')
  return global6.check(address, 'ipv6') && !denied.check(address, 'ipv6')
}
