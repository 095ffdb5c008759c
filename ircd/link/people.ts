/** What servers of ours tell each other of people, besides what every kind of server knows. */
import { messageFrom } from '#wire/message.ts'
import { byteLength } from '#wire/text.ts'
import type { User } from '../core/network.ts'
import { uninvited } from '../features/channel/uninvite.ts'
import { remarkBytesMax, remarked, remarkOf } from '../features/oper/face.ts'
import { realnameChanged } from '../features/user/setname.ts'
import { sayOwn } from './extension.ts'
import { type Heard, type Hearer, hearer, isUser } from './heard.ts'
import type { Peer } from './peer.ts'
import { idOf, type Tell, teller } from './teller.ts'
import { findUser } from './tree.ts'

export const peopleTellers: [ReturnType<typeof teller>[0], Tell][] = [
  teller(realnameChanged, (fact, peer) => {
    sayOwn(peer, messageFrom((fact.by as User).uid, 'SETNAME', fact.text), fact)
  }),
  teller(remarked, (fact, peer) => {
    sayOwn(peer, messageFrom(idOf(fact.by), 'REMARK', fact.user.uid, fact.text), fact)
  }),
  teller(uninvited, (fact, peer) => {
    const { user, channel, by } = fact
    sayOwn(peer, messageFrom(idOf(by), 'UNINVITE', user.uid, channel.name), fact)
  }),
]

/** Another kind of server has cut it in the burst. */
export function sayRealname(peer: Peer, { uid, realname }: User): void {
  if (byteLength(realname) > peer.speaks.realnameBytesMax) {
    sayOwn(peer, messageFrom(uid, 'SETNAME', realname))
  }
}

/** In a burst, behind the user. */
export function sayRemark(peer: Peer, user: User): void {
  const text = remarkOf(user)
  if (text) sayOwn(peer, messageFrom(peer.links.net.me.sid, 'REMARK', user.uid, text))
}

export const peopleHearers: Record<string, Hearer> = {
  SETNAME: hearer(1, ({ peer, by, params: [text = ''], origin }) => {
    if (!isUser(by) || by.realname === text) return
    peer.links.server.commit(realnameChanged, { text }, by, undefined, origin)
  }),
  REMARK: hearer(2, hearRemark),
  UNINVITE: hearer(2, ({ peer, by, params: [uid = '', name = ''], origin }) => {
    const { net, server } = peer.links
    const user = findUser(net, uid)
    const channel = net.channel(name)
    if (!user || !channel?.invited.has(user)) return
    server.commit(uninvited, { user, channel }, by, undefined, origin)
  }),
}

function hearRemark({ peer, by, params: [uid = '', text = ''], origin }: Heard): void {
  const user = peer.links.net.uids.get(uid)
  if (!user || remarkOf(user) === text || byteLength(text) > remarkBytesMax) return
  peer.links.server.commit(remarked, { user, text }, by, undefined, origin)
}
