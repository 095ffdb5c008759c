/** Users: that they came, what they are called, and how they left. */
import { type Message, messageFrom } from '#wire/message.ts'
import { shorten } from '#wire/text.ts'
import { connected, quit } from '../core/lifecycle.ts'
import type { Channel, Oper, User } from '../core/network.ts'
import { accountChanged } from '../features/connect/login.ts'
import { nickChanged } from '../features/connect/nick.ts'
import { killed } from '../features/oper/kill.ts'
import { opered } from '../features/oper/oper.ts'
import { awayChanged } from '../features/user/away.ts'
import { hostChanged } from '../features/user/chghost.ts'
import { userModesChanged } from '../features/user/user-mode.ts'
import { type Mark, registers } from './fence.ts'
import { sayMetadata } from './metadata.ts'
import type { Peer } from './peer.ts'
import { sayRemark } from './people.ts'
import { idOf, isForeign, type Tell, teller } from './teller.ts'

/** Between ours: when its connection was made, which makes a guest the same on every server. */
export const sinceTag = 'causerie/since'

export const userTellers: [ReturnType<typeof teller>[0], Tell][] = [
  teller(connected, (fact, peer) => introduceUser(peer, fact.by as User)),
  teller(nickChanged, (fact, peer, origin) => {
    if (isForeign(fact.by, origin)) return
    const { uid, nick, nickAt } = fact.by as User
    peer.send(messageFrom(uid, 'NICK', nick, String(nickAt)), fact)
  }),
  teller(quit, (fact, peer, origin) => {
    const user = fact.by as User
    if (isForeign(user, origin) || user.service || peer.links.killed.has(user)) return
    const marks = leaving(peer, user, fact.channels ?? [])
    peer.send(messageFrom(user.uid, 'QUIT', fact.text || 'Quit'), fact, marks)
  }),
  teller(killed, (fact, peer) => {
    const { user, by, text } = fact
    peer.links.killed.add(user)
    const path = 'uid' in by ? `${by.server.name}!${by.nick}` : by.name
    const marks = leaving(peer, user, user.channels)
    peer.send(messageFrom(idOf(by), 'KILL', user.uid, `${path} (${text})`), fact, marks)
  }),
  teller(awayChanged, (fact, peer) => {
    const { uid } = fact.by as User
    peer.send(messageFrom(uid, 'AWAY', ...(fact.text === undefined ? [] : [fact.text])), fact)
  }),
  teller(userModesChanged, (fact, peer) => {
    const { uid } = fact.by as User
    const said = fact.changes.filter(({ letter }) => speaksUserMode(peer, letter))
    const text = said.map(({ letter, on }) => (on ? '+' : '-') + letter).join('')
    if (text) peer.send(messageFrom(uid, 'MODE', uid, text), fact)
  }),
  teller(opered, (fact, peer) => {
    const { uid } = fact.by as User
    if (fact.letters) {
      peer.send(messageFrom(uid, 'MODE', uid, `${fact.oper ? '+' : '-'}o`), fact)
    }
    if (fact.oper?.name) {
      peer.send(operatorLine(peer, uid, fact.oper), fact)
    }
  }),
  teller(hostChanged, (fact, peer) => {
    const { uid, host, username, server } = fact.by as User
    // Where its own server is told of it, services or operators of this side have decided it.
    const { sid } = peer.isBehind(server) ? peer.links.net.me : server
    const line = messageFrom(sid, 'CHGHOST', uid, hostFor(peer, host))
    if (peer.own) line.params.push(username)
    peer.send(line, fact)
  }),
  teller(accountChanged, (fact, peer) => {
    const user = fact.by as User
    // Who has not registered yet brings its account along.
    if (peer.links.net.uids.get(user.uid) !== user) return
    if (fact.account !== undefined) return sayAccount(peer, user, fact.account)
    const line = messageFrom(user.server.sid, 'ENCAP', '*', 'SU', user.uid)
    peer.send(line, fact)
  }),
]

/** Whoever comes to one of its channels meanwhile does not know yet that it was left. */
export function leaving(peer: Peer, { uid }: User, channels: Iterable<Channel>): Mark[] {
  const { fold } = peer.links.net
  return Array.from(channels).flatMap(({ name, members }) => {
    const gone = { channel: fold(name), register: registers.member(uid) }
    const isLast = [...members.keys()].every((user) => user.uid === uid)
    return isLast ? [gone, { ...gone, register: registers.end }] : [gone]
  })
}

function sayAccount(peer: Peer, { uid }: User, account: string): void {
  peer.send(messageFrom(uid, 'ENCAP', '*', 'LOGIN', account))
}

/** Tells a link of a user, with all that the others know of it. */
export function introduceUser(peer: Peer, user: User): void {
  if (user.service) return
  peer.send(introduction(peer, user))
  const { uid, account, away, oper } = user
  if (!peer.caps.has('EUID') && account) sayAccount(peer, user, account)
  if (away !== undefined) peer.send(messageFrom(uid, 'AWAY', away))
  if (oper?.name) peer.send(operatorLine(peer, uid, oper))
  if (user.fingerprint) {
    peer.send(messageFrom(uid, 'ENCAP', '*', 'CERTFP', user.fingerprint))
  }
  sayRemark(peer, user)
  sayMetadata(peer, user)
}

/** Ours say what it may, too: `OPER <name> <privileges> :<title>`. */
function operatorLine(peer: Peer, uid: string, { name, title, privileges }: Oper): Message {
  const may = peer.own ? [[...privileges].join(',') || '-'] : []
  return messageFrom(uid, 'OPER', name, ...may, title)
}

function introduction(peer: Peer, user: User): Message {
  const { nick, server, nickAt, username, host, ip, uid, realHost, account, realname } = user
  const { speaks } = peer
  const modes = [...user.modes].filter((letter) => speaksUserMode(peer, letter)).join('')
  const head = [nick, String(server.hops + 1), String(nickAt), `+${modes}`]
  const face = [shorten(username, speaks.usernameBytesMax), hostFor(peer, host)]
  const name = shorten(realname, speaks.realnameBytesMax)
  if (!peer.caps.has('EUID')) {
    return messageFrom(server.sid, 'UID', ...head, ...face, ip || '0', uid, name)
  }
  const real = realHost && realHost !== host ? hostFor(peer, realHost) : '*'
  const rest = [ip || '0', uid, real, account ?? '*', name]
  const line = messageFrom(server.sid, 'EUID', ...head, ...face, ...rest)
  return peer.own ? { ...line, tags: new Map([[sinceTag, String(user.since)]]) } : line
}

/** Other servers kill whose host has other characters than they know, or too many. */
function hostFor(peer: Peer, host: string): string {
  if (peer.own) return host
  return host.replaceAll(/[^A-Za-z0-9./:-]/g, '-').slice(0, 63) || 'localhost'
}

/** Whether a user mode means there what it means here. */
export function speaksUserMode({ speaks, links }: Peer, letter: string): boolean {
  const { userModes } = speaks
  return userModes?.includes(letter) ?? links.server.book.userModes.has(letter)
}
