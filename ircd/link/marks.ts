/**
 * Up to where people have read, on servers that have their accounts in common:
 * `MARK <account> <channel, or the other's identity> <time>`. The later counts.
 */
import { messageFrom } from '#wire/message.ts'
import { usersOf } from '../features/connect/identities.ts'
import { advanced, marked, marksOf } from '../features/history/read-marker.ts'
import { sayOwn } from './extension.ts'
import { aheadMsMax, type Heard, type Hearer, hearer, timeOf } from './heard.ts'
import type { Links } from './links.ts'
import type { Peer } from './peer.ts'
import { idOf, teller } from './teller.ts'

/** What was read earlier is told when it is read further. */
const burstMs = 7 * 24 * 60 * 60_000

export const markTeller = teller(marked, ({ owner, window, name, upTo, by }, peer) => {
  if (owner.startsWith('~') || !sharesAccounts(peer)) return
  sayMark(peer, idOf(by), owner, name.startsWith('#') ? name : window, upTo)
})

/** Whether an account is one person there and here. */
export function sharesAccounts({ own, node }: Peer): boolean {
  return own && node?.ownAccounts !== true
}

export type Said = [owner: string, window: string, at: number]

/** In a burst, behind all users and channels. */
export function* marksToSay({ server, net }: Links): Iterable<Said> {
  const channels = [...net.vacant.values(), ...net.channels.values()]
  const names = new Map(channels.map(({ log, name }) => [log, name]))
  for (const [owner, window, at] of marksOf(server).since(server.ports.now() - burstMs)) {
    const place = window.startsWith('channel/') ? names.get(window) : window
    if (place !== undefined) yield [owner, place, at]
  }
}

export function sayMark(
  peer: Peer,
  source: string,
  owner: string,
  window: string,
  at: number,
): void {
  sayOwn(peer, messageFrom(source, 'MARK', owner, window, String(at)))
}

export const hearMark: Hearer = hearer(3, ({ peer, by, params, origin }: Heard) => {
  const { links } = peer
  const { server, net } = links
  const [owner = '', name = '', time] = params
  const upTo = timeOf(time)
  if (!sharesAccounts(peer) || owner.startsWith('~') || !upTo) return
  if (upTo > server.ports.now() + aheadMsMax) return
  const place = name.startsWith('#') ? channelOf(links, name) : personOf(links, name)
  const news = place && advanced(server, { owner: net.accountNames.keyOf(owner), ...place }, upTo)
  if (news) server.commit(marked, news, by, undefined, origin)
})

function channelOf({ net }: Links, wanted: string) {
  const channel = net.channel(wanted)
  return channel && { window: channel.log, name: channel.name }
}

function personOf({ server }: Links, window: string) {
  return { window, name: usersOf(server, window)[0]?.nick ?? window }
}
