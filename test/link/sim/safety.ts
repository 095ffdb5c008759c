/** What must never be seen, at any step: by a client, in a server's state over time, on a wire. */
import { type Message, parse } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import type { Channel, Network, User } from '../../../ircd/core/network.ts'

/** Parameters of a line that other servers read. */
const paramsMax = 14

/** A line that a client is about to read. @returns what is impossible in it */
export function impossible(mirror: Mirror, line: Message): string[] {
  const { verb, params, source = '' } = line
  const [nick = ''] = source.split('!')
  const [target = '', victim = ''] = params
  if (!target.startsWith('#')) return []
  const channel = mirror.channel(target)
  const has = (who: string) => {
    return [...(channel?.members.values() ?? [])].some((each) => same(mirror, each.nick, who))
  }
  if (verb === 'JOIN') return has(nick) ? [`${nick} joins ${target} twice`] : []
  if (!['PART', 'KICK', 'MODE', 'TOPIC', 'PRIVMSG', 'NOTICE'].includes(verb)) return []
  // Operators act from outside, and read what they did.
  if (!channel && same(mirror, nick, mirror.nick)) return []
  if (!channel) return [`${verb} in ${target}, where it is not`]
  if (verb === 'PART' && !has(nick)) return [`${nick} leaves ${target} without having been there`]
  if (verb === 'KICK' && !has(victim)) return [`${victim} is kicked from ${target}, and not there`]
  return []
}

function same(mirror: Mirror, a: string, b: string): boolean {
  return mirror.fold(a) === mirror.fold(b)
}

/** Times of nicks and channels only ever go the way that decides. */
export class Ages {
  readonly #nicks = new WeakMap<User, { nick: string; most: number }>()
  readonly #channels = new WeakMap<Channel, number>()

  /** @param isOurs whether a server gives no time twice */
  wrong({ users, channels, fold }: Network, isOurs: (user: User) => boolean): string[] {
    const found: string[] = []
    for (const user of users.values()) {
      const { nick, nickAt } = user
      const last = this.#nicks.get(user)
      const isNew = last && fold(last.nick) !== fold(nick) && nick !== user.uid
      if (isNew && nickAt <= last.most && isOurs(user)) {
        found.push(`${last.nick} is ${nick} since ${nickAt}, after ${last.most}`)
      }
      this.#nicks.set(user, { nick, most: Math.max(last?.most ?? 0, nickAt) })
    }
    for (const channel of channels.values()) {
      const last = this.#channels.get(channel) ?? channel.createdAt
      if (channel.createdAt > last) found.push(`${channel.name} is younger than it was`)
      this.#channels.set(channel, channel.createdAt)
    }
    return found
  }
}

/** What one server says to another. @param sid of the one that reads it */
export function wrongLine(text: string, sid: string): string[] {
  const line = parse(text)
  if (!line) return []
  const { source = '', verb, params } = line
  const found: string[] = []
  if (source.slice(0, 3) === sid && /^[0-9]/.test(source)) found.push(`sent back: ${text}`)
  if (params.length > paramsMax && verb !== 'ENCAP') found.push(`too many parameters: ${text}`)
  return found
}
