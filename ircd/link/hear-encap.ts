/** What travels inside ENCAP, which servers pass on whether they know it or not. */

import type { Privilege } from '../core/privilege.ts'
import { accountChanged } from '../features/connect/login.ts'
import { opered } from '../features/oper/oper.ts'
import { changeHost } from '../features/user/chghost.ts'
import { ownToken } from './dialect.ts'
import { hearInvited } from './hear-channels.ts'
import { serviceEncaps } from './hear-services.ts'
import { type Heard, type Hearer, hearer, isUser } from './heard.ts'
import { hearEncapsulated } from './own-verbs.ts'
import type { Peer } from './peer.ts'
import { queryEncaps } from './queries.ts'
import { findUser, serverOf } from './tree.ts'

export const encaps: Record<string, Hearer> = {
  ...serviceEncaps,
  ...queryEncaps,
  [ownToken]: hearer(1, hearEncapsulated),
  GCAP: hearer(1, ({ peer, by, params }) => {
    const node = serverOf(by)
    node.caps = new Set(params.join(' ').split(' ').filter(Boolean))
    peer.links.weighAccounts(node)
    if (!peer.own && node.caps.has(ownToken)) peer.reunion.owe()
  }),
  LOGIN: hearer(1, ({ peer, by, params, origin }) => {
    if (!isUser(by) || by.account === params[0]) return
    const data = { account: params[0]! }
    peer.links.server.commit(accountChanged, data, by, undefined, untold(origin))
  }),
  SU: hearer(1, hearSu),
  CHGHOST: hearer(2, (heard) => {
    const [uid = '', host = ''] = heard.params
    changeFace(heard, uid, { host }, untold(heard.origin))
  }),
  INVITED: hearer(3, hearInvited),
  CERTFP: hearer(1, ({ by, params: [digits = ''] }) => {
    const fingerprint = digits.replaceAll(':', '').toLowerCase()
    if (isUser(by) && /^[0-9a-f]{40,128}$/.test(fingerprint)) by.farFingerprint = fingerprint
  }),
  REALHOST: hearer(1, ({ by, params }) => {
    if (isUser(by)) by.realHost = params[0]!
  }),
  OPER: hearer(1, ({ peer, by, params, origin }) => {
    const rank = rankOf(peer, params[0]!)
    if (isUser(by)) peer.links.server.commit(opered, rank, by, undefined, origin)
  }),
}

/** ENCAP has been passed on as it came. */
function untold(origin: Heard['origin']): Heard['origin'] {
  return { ...origin, untold: true }
}

/** Its own server says what a user looks like, and so do services; ours pass on whose word it was. */
export function changeFace(
  { peer, by }: Heard,
  uid: string,
  face: { host: string; username?: string },
  origin: Heard['origin'],
): void {
  const user = findUser(peer.links.net, uid)
  const from = serverOf(by)
  if (!user || !(peer.own || from === user.server || from.services)) return
  changeHost(peer.links.server, user, face, origin)
}

/** Its own server lets a user log in and out; so do services. */
function hearSu({ peer, by, params, origin }: Heard): void {
  const { server, net } = peer.links
  const [uid = '', account = ''] = params
  const user = net.uids.get(uid)
  const from = serverOf(by)
  if (!user || (from !== user.server && !from.services)) return
  if (user.account === (account || undefined)) return
  const data = { account: account || undefined }
  server.commit(accountChanged, data, user, undefined, untold(origin))
}

/**
 * An operator of another server. Here it may what the configuration gives to those behind that link,
 * and no more than its own server says, where that says it.
 * @param told its privileges, with commas
 */
export function rankOf({ terms }: Peer, name: string, title?: string, told?: string) {
  const own = told?.split(',')
  const may = (terms?.operators ?? []).filter((each) => own?.includes(each) ?? true)
  const privileges: ReadonlySet<Privilege> = new Set(may)
  return { oper: { name, title: title || 'an IRC operator', rank: '', privileges } }
}
