/** What a device is told when it comes: the welcome, and the channels as they are. */
import { type Message, message, messageFrom } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import { restate } from '#wire/restate.ts'
import { pack } from '#wire/text.ts'

const tokensPerLine = 13

export interface Visitor {
  caps: ReadonlySet<string>
  /** The nick that it gave. */
  nick: string
  /** The bouncer's own name, while there is no network. */
  server: string
  network: string
}

export function snapshot(mirror: Mirror, visitor: Visitor): Message[] {
  return [
    ...welcome(mirror, visitor),
    ...[...mirror.channels.values()].flatMap((channel) => restate(mirror, channel, visitor.caps)),
  ]
}

/** 001 to 422, then the nick that we really have, before any JOIN. */
function welcome(mirror: Mirror, { nick, server, network }: Visitor): Message[] {
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
const foreign = /^(CHATHISTORY|MSGREFTYPES)(=|$)/
