/** Whom the lists of a channel keep from what. */
import type { Channel, ListEntry, Member, User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { type Entry, entryOf, Subject } from './entry.ts'

/** What somebody can be kept from. A mask alone keeps from the first three. */
export type Deed = 'join' | 'speak' | 'nick' | 'ctcp' | 'notice' | 'colour' | 'farewell'

const byMask: ReadonlySet<string> = new Set(['join', 'speak', 'nick'])

/**
 * Whether +b keeps the user from it and +e does not make an exception. For members the answer is
 * kept until a list or one of the names that masks look at changes: an ordinary message asks nothing.
 */
export function isBanned(server: Server, channel: Channel, user: User, deed: Deed): boolean {
  const bans = channel.lists.get('b')
  if (!bans?.length) return false
  const member = channel.members.get(user)
  if (!member) return judge(server, channel, user, deed)
  const answers = answersFor(member, channel, user)
  const known = answers.get(deed)
  if (known !== undefined) return known
  const answer = judge(server, channel, user, deed)
  if (!isVolatile(bans, server) && !isVolatile(channel.list('e'), server)) answers.set(deed, answer)
  return answer
}

/** The first entry that keeps the user from it, unless there is an exception. */
export function banFor(
  server: Server,
  channel: Channel,
  user: User,
  deed: Deed,
): Entry | undefined {
  const bans = channel.list('b')
  if (!bans.length) return undefined
  const who = new Subject(user, server)
  const concerns = (entry: Entry) => stops(server, entry, deed)
  const ban = find(server, channel, bans, who, concerns)
  if (!ban || find(server, channel, channel.list('e'), who, concerns)) return undefined
  return ban
}

/** Whether an ordinary entry of the list fits the user. */
export function isListed(server: Server, channel: Channel, letter: string, user: User): boolean {
  const listed = channel.list(letter)
  if (!listed.length) return false
  return Boolean(find(server, channel, listed, new Subject(user, server), ({ act }) => act === ''))
}

/** Whether +e has an entry of that kind, with that word, that fits the user. */
export function isExempt(
  server: Server,
  channel: Channel,
  user: User,
  act: string,
  word: string,
): boolean {
  const listed = channel.list('e')
  if (!listed.length) return false
  const concerns = (entry: Entry) => entry.act === act && entry.words.split('+').includes(word)
  return Boolean(find(server, channel, listed, new Subject(user, server), concerns))
}

function judge(server: Server, channel: Channel, user: User, deed: Deed): boolean {
  return banFor(server, channel, user, deed) !== undefined
}

function find(
  server: Server,
  channel: Channel,
  listed: ListEntry[],
  who: Subject,
  concerns: (entry: Entry) => boolean,
): Entry | undefined {
  for (const each of listed) {
    const entry = entryOf(each, server)
    if (concerns(entry) && entry.fits(who, channel)) return entry
  }
  return undefined
}

function stops({ book }: Server, { act }: Entry, deed: Deed): boolean {
  if (act === '') return byMask.has(deed)
  return book.extbans.get(act)?.stops?.includes(deed) ?? false
}

/** Lists are replaced, never changed: what is known of one stays true. */
const volatiles = new WeakMap<ListEntry[], boolean>()

function isVolatile(listed: ListEntry[], server: Server): boolean {
  const known = volatiles.get(listed)
  if (known !== undefined) return known
  const found = listed.some((each) => entryOf(each, server).volatile)
  volatiles.set(listed, found)
  return found
}

/** What a member's answers rest on. */
type Grounds = readonly unknown[]

const answers = new WeakMap<Member, { grounds: Grounds; given: Map<Deed, boolean> }>()

function answersFor(member: Member, channel: Channel, user: User): Map<Deed, boolean> {
  const known = answers.get(member)
  if (known && isGround(known.grounds, channel, user)) return known.given
  const given = new Map<Deed, boolean>()
  answers.set(member, { grounds: groundsOf(channel, user), given })
  return given
}

function groundsOf({ lists }: Channel, user: User): Grounds {
  const { nick, username, host, realHost, ip, account, realname, oper } = user
  const names = [nick, username, host, realHost, ip, account, realname, oper]
  return [lists.get('b'), lists.get('e'), ...names]
}

/** The order of `groundsOf`; written out because every message asks. */
function isGround(grounds: Grounds, { lists }: Channel, user: User): boolean {
  return (
    grounds[0] === lists.get('b') &&
    grounds[1] === lists.get('e') &&
    grounds[2] === user.nick &&
    grounds[3] === user.username &&
    grounds[4] === user.host &&
    grounds[5] === user.realHost &&
    grounds[6] === user.ip &&
    grounds[7] === user.account &&
    grounds[8] === user.realname &&
    grounds[9] === user.oper
  )
}
