/** What a device is told when it comes: the welcome, and the channels as they are. */
import { formatTime } from '#wire/chathistory.ts'
import { formatTags, type Message, message, messageFrom } from '#wire/message.ts'
import type { Channel, Mirror } from '#wire/mirror.ts'
import { restate } from '#wire/restate.ts'
import { pack } from '#wire/text.ts'
import { listMax } from '../contacts.ts'
import type { Seat } from '../seat.ts'
import type { User } from '../user.ts'
import { pushCaps } from './webpush.ts'

/** Rows of one answer to CHATHISTORY. */
export const historyMax = 1_000

const tokensPerLine = 13

export interface Visitor {
  caps: ReadonlySet<string>
  /** The nick that it gave. */
  nick: string
}

export function snapshot(seat: Seat, visitor: Visitor): Message[] {
  const { mirror } = seat.network
  const channels = [...mirror.channels.values()]
  return [
    ...welcome(seat, visitor),
    ...channels
      .filter(({ name }) => !seat.isHidden(mirror.fold(name)))
      .flatMap((channel) => channelLines(seat, channel, visitor.caps)),
  ]
}

/** A channel as it is, with its read marker before the end of its names. */
export function channelLines(seat: Seat, channel: Channel, caps: Visitor['caps']): Message[] {
  const { mirror } = seat.network
  const [join, ...rest] = restate(mirror, channel, caps)
  if (!caps.has('draft/read-marker')) return [join!, ...rest]
  return [join!, markerLine(seat, channel.name), ...rest]
}

/** Up to where a window has been read: `*` where it never was. */
export function markerLine({ markers, network, setting }: Seat, target: string): Message {
  const at = markers.get(network.mirror.fold(target))
  const word = at === undefined ? '*' : `timestamp=${formatTime(at)}`
  return messageFrom(setting.server, 'MARKREAD', target, word)
}

/** 001 to 422, then the nick that we really have, before any JOIN. */
function welcome(seat: Seat, { nick, caps }: Visitor): Message[] {
  const { mirror } = seat.network
  const { server } = seat.setting
  const network = seat.name
  const source = mirror.server || server
  const own = mirror.nick
  const { chanmodes, prefixModes } = mirror.support
  const say = (verb: string, ...params: string[]) => messageFrom(source, verb, nick, ...params)
  const lines = [
    say('001', `Welcome to the ${network} network, ${nick}`),
    say('002', `Your host is ${source}, reached through ${server}`),
    say('003', 'You are on a bouncer: it stays when you leave'),
    say('004', source, 'causerie', 'i', [...chanmodes, prefixModes].join('')),
    ...supported(mirror, nick, source),
    supportLine(nick, source, ownTokens(seat, caps)),
  ]
  if (mirror.umodes) lines.push(say('221', `+${mirror.umodes}`))
  lines.push(say('422', 'There is no message of the day'))
  if (nick !== own) lines.push(messageFrom(nick, 'NICK', own))
  if (mirror.away) lines.push(messageFrom(source, '306', own, 'You are marked as being away'))
  return lines
}

/** 005, from what the network last said. */
export function supported(mirror: Mirror, nick: string, server: string): Message[] {
  const words = mirror.support.words().filter((word) => !foreign.test(word))
  const lines: Message[] = []
  for (let at = 0; at < words.length; at += tokensPerLine) {
    for (const text of pack(words.slice(at, at + tokensPerLine), 380)) {
      const tokens = [...text.split(' '), 'are supported by this server']
      lines.push({ ...message('005', nick, ...tokens), source: server })
    }
  }
  return lines
}

/** What the network can and we do not pass on. */
const foreign = /^(CHATHISTORY|MSGREFTYPES|BOUNCER|BOUNCER_NETID|VAPID|SAFERATE)(=|$)/

/** What the bouncer adds to what the network can. */
function ownTokens(seat: Seat, caps: Visitor['caps']): string[] {
  const tokens = [`CHATHISTORY=${historyMax}`, 'MSGREFTYPES=msgid,timestamp']
  const { mirror, online } = seat.network
  if (online && !mirror.caps.has('message-tags')) tokens.push('CLIENTTAGDENY=*')
  if (!mirror.support.tokens.has('MONITOR')) tokens.push(`MONITOR=${listMax}`)
  tokens.push(`BOUNCER_NETID=${seat.id}`, ...pushKey({ user: seat.user, caps: { acked: caps } }))
  if (!caps.has('bouncer')) return tokens
  const about = formatTags(
    new Map([
      ['network', seat.name],
      ['netid', seat.id],
    ]),
  )
  return [...tokens, `BOUNCER=${about.replaceAll('=', '\\x3D')}`]
}

/** The key by which push services know this house: for those who asked for push. */
export function pushKey({ user, caps: { acked } }: Pushed): string[] {
  const { push } = user.setting
  return push && pushCaps.some((cap) => acked.has(cap)) ? [`VAPID=${push.keys.publicKey}`] : []
}

interface Pushed {
  user: User
  caps: { acked: Visitor['caps'] }
}

export function supportLine(nick: string, source: string, tokens: string[]): Message {
  return messageFrom(source, '005', nick, ...tokens, 'are supported by this server')
}
