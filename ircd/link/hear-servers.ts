/** Servers: that they came and went, whether they are still there, what they can. */
import { matches } from '#wire/mask.ts'
import { messageFrom } from '#wire/message.ts'
import { shorten } from '#wire/text.ts'
import type { ServerNode } from '../core/network.ts'
import { responseOf, sayEnd } from './answers.ts'
import { hearBan } from './bans.ts'
import { resayChannel, sayChannel } from './burst.ts'
import { ownToken } from './dialect.ts'
import { hearSvinfo, isSid, mayIntroduce } from './greeting.ts'
import { encaps } from './hear-encap.ts'
import { type Heard, type Hearer, hearer, isFarServer, isUser } from './heard.ts'
import { splitOff } from './split.ts'
import { findServer, serverOf } from './tree.ts'

const infoBytesMax = 100
const serversMax = 1000

export const serverHearers: Record<string, Hearer> = {
  SID: hearer(4, hearSid),
  SERVER: hearer(3, (heard) => heard.peer.links.jupes.hear(heard)),
  SQUIT: hearer(1, hearSquit),
  SVINFO: hearer(4, ({ peer, params }) => void hearSvinfo(peer, params)),
  PING: hearer(1, hearPing),
  PONG: hearer(1, hearPong),
  FENCE: hearer(1, ({ peer, params }) => peer.fence.answered(Number(params[0]))),
  RESYNC: hearer(1, ({ peer, params }) => {
    const channel = peer.links.net.channel(params[0]!)
    if (!channel) return
    // Ours have taken who joined; others have not, and must be told of all who are inside.
    if (peer.own) resayChannel(peer, channel)
    else sayChannel(peer, channel)
  }),
  SUMS: hearer(1, (heard) => heard.peer.review.hear(heard)),
  RESTATE: hearer(2, (heard) => heard.peer.repairs.hear(heard)),
  ERROR: hearer(0, ({ peer, params }) => peer.hangUp(`it said: ${params[0] ?? ''}`)),
  CAPAB: hearer(0, ({ peer }) => peer.squit('CAPAB was said twice')),
  ENCAP: hearer(2, hearEncap),
  BAN: hearer(8, hearBan),
  HISTORY: hearer(1, ({ peer, by, params }) => {
    if (by === peer.node) peer.healer.hear(params)
  }),
}

function hearSid({ peer, by, params }: Heard): void {
  const [name = '', , sid = '', info = ''] = params
  const { links } = peer
  const { net } = links
  const uplink = serverOf(by)
  const refuse = (reason: string) => {
    links.server.ports.tell('link refused', { name: peer.name, about: name, reason })
    peer.squit(reason)
  }
  if (!isSid(sid)) return refuse('Invalid SID.')
  if (!isFarServer(name)) return refuse('Invalid servername.')
  if (!mayIntroduce(peer.terms!, name)) return refuse(`${name} may not be behind this link`)
  if (findServer(net, name)) return refuse(`Server ${name} already exists.`)
  if (net.servers.has(sid)) return refuse(`SID ${sid} already exists.`)
  if (links.jupes.has(name)) return refuse(`Server ${name} juped.`)
  if (net.servers.size >= serversMax) return refuse('Too many servers')
  const services = peer.terms!.services || links.termsFor(name)?.services || undefined
  const node: ServerNode = {
    sid,
    name,
    info: shorten(info, infoBytesMax),
    uplink,
    hops: uplink.hops + 1,
    caps: new Set(),
    services,
    ownAccounts: true,
  }
  net.servers.set(sid, node)
  links.weighAccounts(node)
  const hops = String(node.hops + 1)
  const line = messageFrom(uplink.sid, 'SID', name, hops, sid, node.info)
  links.broadcast(line, undefined, peer)
}

function hearSquit({ peer, by, params }: Heard): void {
  const [name = '', reason = ''] = params
  const { links } = peer
  if (links.jupes.lift(links, name, serverOf(by), reason, peer)) return
  const node = findServer(links.net, name)
  if (!node) return
  if (node === links.net.me || node === peer.node) return peer.close(reason || 'SQUIT')
  const towards = links.peerOf(node)
  if (towards === peer) return splitOff(links, node, reason, peer)
  // Somebody over there wants a server of this side to be split off.
  if (towards?.node === node) towards.squit(reason)
  else towards?.say('SQUIT', node.sid, reason)
}

function hearPing({ peer, by, params, line }: Heard): void {
  const { net } = peer.links
  const [, to] = params
  const node = to === undefined ? net.me : findServer(net, to)
  if (!node) return
  if (node === net.me) {
    const id = isUser(by) ? by.uid : by.sid
    return peer.send(messageFrom(net.me.sid, 'PONG', net.me.name, id))
  }
  const next = peer.links.peerOf(node)
  if (next && next !== peer) next.send({ ...line, tags: undefined })
}

function hearPong({ peer, by, params, line }: Heard): void {
  const { net } = peer.links
  const node = params[1] === undefined ? net.me : findServer(net, params[1])
  if (!node) return
  if (node !== net.me) {
    const next = peer.links.peerOf(node)
    if (next && next !== peer) next.send({ ...line, tags: undefined })
    return
  }
  if (by !== peer.node) return
  if (peer.phase === 'bursting' && !peer.unsaid) {
    peer.phase = 'linked'
    peer.healer.up()
  }
  peer.fence.answered()
}

function hearEncap(heard: Heard): void {
  const { peer, by, params, line } = heard
  const [mask = '*', verb = '', ...rest] = params
  const { links } = peer
  const node = findServer(links.net, mask)
  const tags = responseOf(line.tags)
  const passed = { ...line, source: isUser(by) ? by.uid : by.sid, tags }
  if (node && node !== links.net.me) {
    const next = links.peerOf(node)
    if (next && next !== peer) next.send(passed)
    return
  }
  if (!node) links.broadcast(passed, undefined, peer)
  if (!node && !matches(mask.toLowerCase(), links.net.me.name.toLowerCase())) return
  const encap = encaps[verb.toUpperCase()]
  if (encap && rest.length >= encap.min) encap.run({ ...heard, params: rest })
  if (tags && !answersItself.includes(verb.toUpperCase())) sayEnd(links, by, tags)
}

/** These say that they have ended once they have. */
const answersItself = ['ACK', 'REHASH', ownToken]
