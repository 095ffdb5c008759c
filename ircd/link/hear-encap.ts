/** What travels inside ENCAP, which servers pass on whether they know it or not. */

import { accountChanged } from '../features/connect/login.ts'
import { opered } from '../features/oper/oper.ts'
import { changeHost } from '../features/user/chghost.ts'
import { serviceEncaps } from './hear-services.ts'
import { type Heard, type Hearer, hearer, isUser } from './heard.ts'
import { findUser, serverOf } from './tree.ts'

export const encaps: Record<string, Hearer> = {
  ...serviceEncaps,
  GCAP: hearer(1, ({ by, params }) => {
    serverOf(by).caps = new Set(params.join(' ').split(' ').filter(Boolean))
  }),
  LOGIN: hearer(1, ({ peer, by, params, origin }) => {
    if (!isUser(by) || by.account === params[0]) return
    const data = { account: params[0]! }
    peer.links.server.commit(accountChanged, data, by, undefined, untold(origin))
  }),
  SU: hearer(1, hearSu),
  CHGHOST: hearer(2, ({ peer, params, origin }) => {
    const user = findUser(peer.links.net, params[0]!)
    if (user) changeHost(peer.links.server, user, { host: params[1]! }, untold(origin))
  }),
  REALHOST: hearer(1, ({ by, params }) => {
    if (isUser(by)) by.realHost = params[0]!
  }),
  OPER: hearer(1, ({ peer, by, params, origin }) => {
    if (isUser(by)) peer.links.server.commit(opered, rankOf(params[0]!), by, undefined, origin)
  }),
}

/** ENCAP has been passed on as it came. */
function untold(origin: Heard['origin']): Heard['origin'] {
  return { ...origin, untold: true }
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

/** What an operator of another server may is that server's business. */
export function rankOf(name: string, title = 'an IRC operator') {
  return { oper: { name, title, rank: '', privileges: new Set<never>() } }
}
