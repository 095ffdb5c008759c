/**
 * Two users with one nick. Each end of a link decides alone, by the same rules, and says what it
 * decided: the loser is called by its id from then on (SAVE), or leaves where a server on the way
 * does not know that.
 */
import { messageFrom } from '#wire/message.ts'
import { RPL_SAVENICK } from '#wire/numerics/network.ts'
import type { Origin } from '../core/links.ts'
import type { ServerNode, User } from '../core/network.ts'
import { nickChanged } from '../features/connect/nick.ts'
import { killed } from '../features/oper/kill.ts'
import { registers } from './fence.ts'
import type { Links } from './links.ts'
import type { Peer } from './peer.ts'
import { idOf } from './teller.ts'
import { pathHas } from './tree.ts'

/** Of a nick that is an id. */
const savedAt = 100

type Loser = 'new' | 'existing' | 'both'

/** Whose nick it stays. Both ends of the link come to the same answer. */
function loserOf({ links, speaks }: Peer, user: User, newAt: number, existing: User): Loser {
  // It has no server of its own that could give it another nick, and people trust the one it has.
  if (existing.service) return 'new'
  const { fold } = links.net
  const face = (each: User) => fold(`${each.username}@${each[speaks.person]}`)
  const same = face(user) === face(existing)
  const { nickAt } = existing
  if (newAt === nickAt || !newAt || !nickAt) return 'both'
  return newAt < nickAt === same ? 'new' : 'existing'
}

function canSave(links: Links, user: User): boolean {
  return pathHas(links.net, user.server, 'SAVE')
}

/**
 * A user is introduced by a link.
 * @returns whether it becomes one of ours, perhaps under another nick.
 */
export function arrive(links: Links, user: User, from: Peer): boolean {
  const existing = links.net.user(user.nick)
  if (!existing) return true
  const loser = loserOf(from, user, user.nickAt, existing)
  const saves = canSave(links, user) && canSave(links, existing)
  if (loser !== 'new') yieldNick(links, existing, saves)
  if (loser === 'existing') return true
  if (!saves) {
    from.say('KILL', user.uid, `${links.net.me.name} (Nick collision)`)
    return false
  }
  saySave(from, links.net.me, user.uid, user.nickAt)
  user.nick = user.uid
  user.nickAtMost = user.nickAt
  user.nickAt = savedAt
  return true
}

/** A user of another server is called something else. */
export function renameTo(from: Peer, user: User, nick: string, at: number, origin: Origin): void {
  const { links } = from
  // Its server will take our SAVE for one of this nick: it was taken within the same second.
  const isSaved = from.fence.isUnderway('', registers.save(user.uid, at))
  if (isSaved && nick !== user.uid) return
  const existing = links.net.user(nick)
  if (!existing || existing === user) return rename(links, user, nick, at, origin)
  const loser = loserOf(from, user, at, existing)
  const saves = canSave(links, user) && canSave(links, existing)
  if (loser !== 'new') yieldNick(links, existing, saves)
  if (loser === 'existing') return rename(links, user, nick, at, origin)
  if (!saves) return kill(links, user)
  saySave(from, links.net.me, user.uid, at)
  user.nickAtMost = Math.max(user.nickAtMost, at)
  rename(links, user, user.uid, savedAt, { ...origin, restated: true })
}

function rename(links: Links, user: User, nick: string, since: number, origin: Origin): void {
  if (user.nick === nick && user.nickAt === since) return
  const data = { from: user.mask, nick, since }
  links.server.commit(nickChanged, data, user, undefined, origin)
}

function saySave(peer: Peer, by: User | ServerNode, uid: string, at: number): void {
  const line = messageFrom(idOf(by), 'SAVE', uid, String(at))
  peer.send(line, undefined, [{ channel: '', register: registers.save(uid, at) }])
}

function yieldNick(links: Links, user: User, saves: boolean): void {
  if (saves) save(links, user, undefined, links.net.me)
  else kill(links, user)
}

function kill(links: Links, user: User): void {
  links.server.commit(killed, { user, text: 'Nick collision' }, links.net.me)
}

/** The user is called by its id from now on. @param from the link that said so, if one did */
export function save(
  links: Links,
  user: User,
  from: Peer | undefined,
  by: User | ServerNode,
): void {
  if (user.nick === user.uid) return
  for (const peer of links.linked(from)) {
    if (peer.caps.has('SAVE')) {
      saySave(peer, by, user.uid, user.nickAt)
    } else peer.send(messageFrom(user.uid, 'NICK', user.uid, String(savedAt)))
  }
  user.session?.tell(RPL_SAVENICK(user.uid))
  const data = { from: user.mask, nick: user.uid, since: savedAt }
  const origin = { link: from ?? links, untold: true as const }
  links.server.commit(nickChanged, data, user, undefined, origin)
}
