/** The keys of which each session wants to hear, and what it hears of them. */
import type { Message } from '#wire/message.ts'
import { RPL_METADATASYNCLATER } from '#wire/numerics/metadata.ts'
import type { Reply } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { neighbours } from '../../core/fact.ts'
import type { Channel, Network, User } from '../../core/network.ts'
import { isShown } from '../../core/presence.ts'
import type { Server } from '../../core/server.ts'
import type { Session } from '../../core/session.ts'
import { monitors } from '../user/monitor.ts'
import { speaksMetadata, telling } from './dialect.ts'
import { isChannel, isUser, metadataOf, nameOf, type Target } from './values.ts'

/** With more members than this whoever joins has to ask for their values. */
const membersMax = 200
/** Seconds after which it may. */
const laterSeconds = 4

type Reader = Pick<Ask, 'net' | 'session'>

const none: ReadonlySet<string> = new Set()
const subscriptions = new WeakMap<Session, Set<string>>()

export function subscribed(session: Session): ReadonlySet<string> {
  return subscriptions.get(session) ?? none
}

export function subscribe(session: Session, key: string, on: boolean): void {
  const keys = subscriptions.get(session) ?? new Set()
  if (on) keys.add(key)
  else keys.delete(key)
  subscriptions.set(session, keys)
}

/** Who hears that a key of the target has changed: but not who has changed it. */
export function hearers(server: Server, target: Target, key: string, by?: Session): Session[] {
  return [...around(server, target)].filter((session) => {
    return session !== by && speaksMetadata(session) && subscribed(session).has(key)
  })
}

function around(server: Server, target: Target): Iterable<Session> {
  if (isChannel(target)) return target.locals
  if (!isUser(target)) return []
  if (server.net.user(target.nick) !== target) return []
  return new Set([...neighbours(target), ...(monitors(server).for(target.nick)?.keys() ?? [])])
}

/** Those values of a target to which the session has subscribed. */
export function valuesFor({ net, session }: Reader, target: Target): Message[] {
  const values = metadataOf(net).of(target)
  const keys = subscribed(session)
  const told: Message[] = []
  for (const [key, value] of values) {
    if (keys.has(key)) told.push(telling(session, net.me.name, nameOf(target), key, value))
  }
  return told
}

/** The channel, and those of its members whom the reader sees. */
export function withMembers(channel: Channel, reader: User): (User | Channel)[] {
  return [channel, ...[...channel.members.keys()].filter((user) => isShown(channel, user, reader))]
}

/** Of the others one has to ask by name, and later. */
export function isSmall({ members }: Channel): boolean {
  return members.size <= membersMax
}

export function later({ name }: Channel): Reply {
  return RPL_METADATASYNCLATER(name, laterSeconds)
}

/** A new member learns what the channel and its members say of themselves. */
export function syncJoined(ask: Ask, channel: Channel): void {
  const { session, user } = ask
  if (!speaksMetadata(session) || !subscribed(session).size) return
  if (!isSmall(channel)) return ask.reply(later(channel))
  const lines = withMembers(channel, user).flatMap((each) => valuesFor(ask, each))
  if (lines.length) ask.batch('metadata', [channel.name], lines)
}

/** Who has just asked after somebody learns what that one says of itself. */
export function introduce(ask: Ask, user: User): void {
  if (!speaksMetadata(ask.session)) return
  const lines = valuesFor(ask, user)
  if (lines.length) ask.batch('metadata', [user.nick], lines)
}

/** Those who have just met somebody learn what it says of itself. */
export function introduceTo(net: Network, user: User, sessions: Iterable<Session>): void {
  if (!metadataOf(net).of(user).size) return
  for (const session of sessions) {
    if (session === user.session || !speaksMetadata(session)) continue
    const lines = valuesFor({ net, session }, user)
    if (!lines.length) continue
    for (const line of session.batch('metadata', [user.nick], lines)) session.say(line)
  }
}
