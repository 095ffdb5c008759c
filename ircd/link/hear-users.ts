/** Users of other servers: that they came, what they are called, how they left. */
import { messageFrom } from '#wire/message.ts'
import { isNick } from '#wire/names.ts'
import { connected, quit } from '../core/lifecycle.ts'
import { type Channel, type ServerNode, User } from '../core/network.ts'
import { killed } from '../features/oper/kill.ts'
import { operatorsOf, opered } from '../features/oper/oper.ts'
import { wallopsSaid } from '../features/oper/wallops.ts'
import { awayChanged } from '../features/user/away.ts'
import { userModesChanged } from '../features/user/user-mode.ts'
import { arrive, renameTo, save } from './collide.ts'
import { leftOf, remind } from './hear-channels.ts'
import { changeFace, rankOf } from './hear-encap.ts'
import { hearChannelMode } from './hear-modes.ts'
import { type Heard, type Hearer, hearer, isUser, timeOf } from './heard.ts'
import type { Peer } from './peer.ts'
import { leaving, sinceTag, speaksUserMode } from './tell-users.ts'
import { findUser } from './tree.ts'

/** Bytes of a nick that another server may give its users. */
const nickBytesMax = 64

export const userHearers: Record<string, Hearer> = {
  EUID: hearer(11, (heard) => {
    const [nick, , ts, modes, username, host, ip, uid, real, account, realname] = heard.params
    introduce(heard, { nick, ts, modes, username, host, ip, uid, real, account, realname })
  }),
  UID: hearer(9, (heard) => {
    const [nick, , ts, modes, username, host, ip, uid, realname] = heard.params
    introduce(heard, { nick, ts, modes, username, host, ip, uid, realname })
  }),
  NICK: hearer(2, hearNick),
  SAVE: hearer(2, ({ peer, params, by }) => {
    const user = peer.links.net.uids.get(params[0]!)
    if (user && user.nickAt === Number(params[1])) save(peer.links, user, peer, by)
  }),
  QUIT: hearer(0, ({ peer, by, params, origin }) => {
    // Who is killed here leaves in the words of the KILL.
    if (!isUser(by) || peer.links.killed.has(by)) return
    const channels = [...by.channels]
    peer.links.server.commit(quit, { text: params[0] ?? '' }, by, undefined, origin)
    for (const channel of [...channels, ...leftOf(peer, by.uid)]) remind(peer, channel)
  }),
  KILL: hearer(1, hearKill),
  AWAY: hearer(0, ({ peer, by, params, origin }) => {
    const text = params[0] || undefined
    if (!isUser(by) || by.away === text) return
    peer.links.server.commit(awayChanged, { text }, by, undefined, origin)
  }),
  MODE: hearer(2, hearMode),
  OPER: hearer(1, ({ peer, by, params, origin }) => {
    if (!isUser(by)) return
    const [name = ''] = params
    const told = peer.own ? params[1] : undefined
    const rank = rankOf(peer, name, params.at(told === undefined ? 1 : 2), told)
    peer.links.server.commit(opered, rank, by, undefined, origin)
  }),
  CHGHOST: hearer(2, (heard) => {
    const [uid = '', host = '', username] = heard.params
    const face = { host, ...(username ? { username } : {}) }
    changeFace(heard, uid, face, heard.origin)
  }),
  WALLOPS: hearer(1, ({ peer, by, params, origin }) => {
    const { net, server } = peer.links
    const listeners = [...net.users.values()].filter(({ modes }) => modes.has('w'))
    server.commit(wallopsSaid, { text: params[0]!, listeners }, by, undefined, origin)
  }),
  OPERWALL: hearer(1, ({ peer, by, params, origin }) => {
    const { net, server } = peer.links
    const data = { text: `OPERWALL - ${params[0]}`, listeners: operatorsOf(net) }
    server.commit(wallopsSaid, data, by, undefined, origin)
  }),
}

type Introduced = Record<
  'nick' | 'ts' | 'modes' | 'username' | 'host' | 'ip' | 'uid' | 'realname',
  string | undefined
> & { real?: string | undefined; account?: string | undefined }

function introduce({ peer, by, line, origin }: Heard, words: Introduced): void {
  const { links } = peer
  const { uid = '', nick = '' } = words
  if (isUser(by)) return
  if (!isUid(uid, by) || links.net.uids.has(uid)) {
    return peer.squit(`${uid} is no id that ${by.name} could give now`)
  }
  if (nick !== uid && !isNick(nick, nickBytesMax)) return peer.say('KILL', uid, 'Invalid nickname')
  const at = origin.at ?? links.server.ports.now()
  const since = (peer.own && timeOf(line.tags?.get(sinceTag))) || at
  const user = new User(uid, by, undefined, since)
  describe(user, words)
  for (const letter of words.modes ?? '') if (speaksUserMode(peer, letter)) user.modes.add(letter)
  if (user.modes.has('o')) user.oper = rankOf(peer, '').oper
  if (!arrive(links, user, peer)) return
  links.server.commit(connected, {}, user, undefined, origin)
}

function describe(user: User, words: Introduced): void {
  user.nick = words.nick!
  user.nickAt = timeOf(words.ts)
  user.username = words.username || 'unknown'
  user.host = words.host || 'localhost'
  user.realHost = words.real && words.real !== '*' ? words.real : ''
  user.ip = words.ip && words.ip !== '0' ? words.ip : ''
  user.realname = words.realname ?? ''
  user.account = words.account && words.account !== '*' ? words.account : undefined
  user.secure = words.modes?.includes('Z') ?? false
}

function isUid(uid: string, by: ServerNode): boolean {
  return uid.startsWith(by.sid) && /^[0-9A-Z]{3}[A-Z][A-Z0-9]{5}$/i.test(uid)
}

function hearNick({ peer, by, params, origin }: Heard): void {
  if (!isUser(by) || params.length > 2) return
  const [nick = '', ts = ''] = params
  if (nick !== by.uid && !isNick(nick, nickBytesMax)) return
  renameTo(peer, by, nick, timeOf(ts), origin)
}

function hearKill({ peer, by, params, origin }: Heard): void {
  const { server, net } = peer.links
  const user = findUser(net, params[0]!)
  if (!user || user.service) return
  const [, text = ''] = /\((.*)\)$/s.exec(params[1] ?? '') ?? ['', params[1] ?? '']
  const channels = [...user.channels]
  const isBehind = peer.isBehind(user)
  peer.links.killed.add(user)
  server.commit(killed, { user, text }, by, undefined, origin)
  if (!isBehind) confirm(peer, user, channels)
  for (const channel of [...channels, ...leftOf(peer, user.uid)]) remind(peer, channel)
}

/**
 * Its server may have been split off and be back since, and the other side about to read once more
 * that the user is there.
 */
function confirm(peer: Peer, user: User, channels: Channel[]): void {
  const { uid } = user
  const { me } = peer.links.net
  const line = peer.own
    ? messageFrom(uid, 'QUIT', 'Killed')
    : messageFrom(me.sid, 'KILL', uid, `${me.name} (Killed)`)
  peer.send(line, undefined, leaving(peer, user, channels))
}

function hearMode(heard: Heard): void {
  const { peer, by, params, origin } = heard
  const { server, net } = peer.links
  if (params[0]!.startsWith('#')) return hearChannelMode(heard)
  if (!isUser(by) || findUser(net, params[0]!) !== by) return
  let on = true
  const changes: { letter: string; on: boolean }[] = []
  for (const letter of params[1]!) {
    if (letter === '+' || letter === '-') on = letter === '+'
    else if (letter === 'o') operate(heard, by, on)
    else if (speaksUserMode(peer, letter) && by.modes.has(letter) !== on) {
      changes.push({ letter, on })
    }
  }
  if (changes.length) server.commit(userModesChanged, { changes }, by, undefined, origin)
}

function operate({ peer, origin }: Heard, user: User, on: boolean): void {
  if (on === (user.oper !== undefined)) return
  const data = on ? rankOf(peer, '') : {}
  peer.links.server.commit(opered, data, user, undefined, origin)
}
