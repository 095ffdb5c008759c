/** The keys of which each session wants to hear, and what it hears of them. */
import type { Message } from '#wire/message.ts'
import { RPL_METADATASYNCLATER } from '#wire/numerics/metadata.ts'
import type { Ask } from '../../core/ask.ts'
import { neighbours } from '../../core/fact.ts'
import type { Channel, Network, User } from '../../core/network.ts'
import { isShown } from '../../core/presence.ts'
import type { Server } from '../../core/server.ts'
import type { Session } from '../../core/session.ts'
import { monitors } from '../user/monitor.ts'
import { speaksMetadata, telling } from './dialect.ts'
import { isUser, metadataOf, nameOf, type Target } from './values.ts'

/** With more members than this whoever joins has to ask for their values. */
const membersMax = 200
/** Seconds after which it may. */
const laterSeconds = 4

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
export function hearers(server: Server, target: Target, key: string, by: Session): Session[] {
  return [...around(server, target)].filter((session) => {
    return session !== by && speaksMetadata(session) && subscribed(session).has(key)
  })
}

function around(server: Server, target: Target): Iterable<Session> {
  if (!isUser(target)) return target.locals
  if (server.net.user(target.nick) !== target) return []
  return new Set([...neighbours(target), ...(monitors(server).for(target.nick)?.keys() ?? [])])
}

/** Those values of a target to which the session has subscribed. */
export function valuesFor(net: Network, session: Session, target: Target): Message[] {
  const keys = subscribed(session)
  const name = nameOf(target)
  return [...metadataOf(net).of(target)]
    .filter(([key]) => keys.has(key))
    .map(([key, value]) => telling(session, net.me.name, name, key, value))
}

/** The channel's values, and those of the members whom the reader sees. */
export function valuesIn(net: Network, session: Session, channel: Channel): Message[] {
  const members = [...channel.members.keys()].filter((user) => {
    return isShown(channel, user, session.user)
  })
  return [channel, ...members].flatMap((target) => valuesFor(net, session, target))
}

/** A new member learns what the channel and its members say of themselves. */
export function syncJoined(ask: Ask, channel: Channel): void {
  const { session, net } = ask
  if (!speaksMetadata(session) || !subscribed(session).size) return
  if (channel.members.size > membersMax) {
    return ask.reply(RPL_METADATASYNCLATER(channel.name, laterSeconds))
  }
  const lines = valuesIn(net, session, channel)
  if (lines.length) ask.batch('metadata', [channel.name], lines)
}

/** Those who have just met somebody learn what it says of itself. */
export function introduceTo(net: Network, user: User, sessions: Iterable<Session>): void {
  if (!metadataOf(net).of(user).size) return
  for (const session of sessions) {
    if (session === user.session || !speaksMetadata(session)) continue
    const lines = valuesFor(net, session, user)
    if (!lines.length) continue
    for (const line of session.batch('metadata', [user.nick], lines)) session.say(line)
  }
}
