/**
 * Restates a mirrored channel as the lines that a client needs which has just arrived: its own
 * JOIN, the topic and the names, in the dialect of its capabilities.
 */
import { fit } from './fit.ts'
import { format, lineBytesMax, type Message, messageFrom } from './message.ts'
import type { Channel, Member, Mirror } from './mirror.ts'
import { byteLength, pack } from './text.ts'

type Caps = { has(cap: string): boolean }

/** JOIN, 332 and 333 (only as far as they are known), 353 … 366. */
export function restate(mirror: Mirror, channel: Channel, caps: Caps, realname = ''): Message[] {
  return [
    ownJoin(mirror, channel, caps, realname),
    ...restateTopic(mirror, channel),
    ...restateNames(mirror, channel, caps),
  ]
}

function ownJoin(mirror: Mirror, channel: Channel, caps: Caps, realname: string): Message {
  const extended = [mirror.account ?? '*', realname || mirror.nick]
  const more = caps.has('extended-join') ? extended : []
  return fit(messageFrom(mirror.source, 'JOIN', channel.name, ...more))
}

/** 332 and 333; nothing where there is no topic, and no 333 without a setter and a time. */
export function restateTopic(mirror: Mirror, { name, topic }: Channel): Message[] {
  if (!topic) return []
  const text = fit(messageFrom(mirror.server, '332', mirror.nick, name, topic.text))
  if (topic.by === undefined || topic.at === undefined) return [text]
  const seconds = String(Math.floor(topic.at / 1000))
  return [text, fit(messageFrom(mirror.server, '333', mirror.nick, name, topic.by, seconds))]
}

/** As many 353 as the names need, then 366. */
export function restateNames(mirror: Mirror, channel: Channel, caps: Caps): Message[] {
  const head = [mirror.nick, channel.symbol, channel.name]
  const line = (names: string) => messageFrom(mirror.server, '353', ...head, names)
  const room = lineBytesMax - 2 - byteLength(format(line('')))
  const names = Array.from(channel.members.values(), (member) => restateMember(member, caps))
  const end = messageFrom(mirror.server, '366', mirror.nick, channel.name, 'End of /NAMES list')
  return [...pack(names, room).map(line), fit(end)]
}

function restateMember(member: Member, caps: Caps): string {
  const { nick, user, host, prefixes } = member
  const signs = caps.has('multi-prefix') ? prefixes : prefixes.slice(0, 1)
  const masked = caps.has('userhost-in-names') && user !== undefined && host !== undefined
  return signs + (masked ? `${nick}!${user}@${host}` : nick)
}
