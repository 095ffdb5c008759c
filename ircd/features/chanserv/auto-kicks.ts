/** Whom a registered channel does not let in, and throws out. */
import { formatDuration, parseDuration } from '#wire/duration.ts'
import { ERR_BANNEDFROMCHAN } from '#wire/numerics.ts'
import { byteLength, shorten } from '#wire/text.ts'
import { feature, guard, reaction } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import type { AutoKick } from '../../core/registration.ts'
import type { Server } from '../../core/server.ts'
import { entryOf, Subject } from '../bans/entry.ts'
import { readMask } from '../bans/mask.ts'
import { joined } from '../channel/join.ts'
import { kicked } from '../channel/kick.ts'
import { accountChanged } from '../connect/login.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'
import { flagsOf } from './access.ts'
import { channelWith, settled } from './desk.ts'
import { actsFor, amend, chanserv, isRegistered, type Registered } from './registration.ts'

/** Bytes of a mask and of a reason: an entry is shown in one line. */
const maskBytesMax = 120
const reasonBytesMax = 200

export default feature({
  guards: [
    guard(joined, ({ channel }, { server, user }) => {
      const out = isRegistered(channel) && autoKickFor(server, channel, user)
      return out && ERR_BANNEDFROMCHAN(channel.name)
    }),
  ],
  reactions: [
    reaction(accountChanged, ({ by }, server) => {
      for (const channel of [...(by as User).channels]) {
        if (!isRegistered(channel) || !actsFor(server, by as User)) continue
        throwOut(server, channel, [by as User])
      }
    }),
  ],
})

export const autoKickCommands: Record<string, ServiceCommand> = {
  AKICK: {
    params: '<channel> <ADD|DEL|LIST> [mask or account] [!duration] [reason…]',
    help: `Keeps out, for ever or for a while such as !2h, whoever fits a mask.
It may be nick!user@host, one of the kinds that bans have such as ~account:bob, or an account's name.
Who has flags in the channel is never kept out.`,
    run(turn, name = '', action = '', word, ...rest) {
      const verb = action.toUpperCase()
      const channel = channelWith(turn, name, verb === 'LIST' ? 'rAF' : 'rF')
      if (!channel) return
      if (verb === 'LIST') return turn.say(...listed(turn, channel))
      if (!word || (verb !== 'ADD' && verb !== 'DEL')) {
        return turn.refuse('INVALID_PARAMS', 'Write: AKICK <channel> ADD|DEL <mask>', channel.name)
      }
      if (verb === 'DEL') return removeAutoKick(turn, channel, word)
      const text = rest.join(' ')
      const [, duration, reason = ''] = /^(?:!(\S+)\s*)?(.*)$/s.exec(text)!
      const seconds = duration === undefined ? 0 : parseDuration(duration)
      if (seconds === undefined) {
        return turn.refuse('INVALID_DURATION', `!${duration} is no duration: write !2h`, name)
      }
      return addAutoKick(turn, channel, word, seconds, reason)
    },
  },
  ENFORCE: {
    params: '<channel>',
    help: 'Throws out whoever is inside and should not be: by AKICK, and where RESTRICTED is on.',
    run(turn, name = '') {
      const channel = channelWith(turn, name, 'rF')
      if (!channel) return
      const count = throwOut(turn.server, channel, [...channel.members.keys()])
      turn.say(`${count} have been thrown out of ${channel.name}`)
    },
  },
}

/** @param seconds 0 for ever */
export async function addAutoKick(
  turn: Turn,
  channel: Registered,
  word: string,
  seconds: number,
  reason: string,
): Promise<void> {
  const { server, net, now, name: by } = turn
  const mask = readWord(turn, word)
  if (mask === undefined) return turn.refuse('INVALID_MASK', `${word} is no mask`, channel.name)
  const at = Math.floor(now / 1000)
  const alive = channel.registration.autoKicks.filter(({ until }) => !until || until > at)
  const others = alive.filter((each) => net.fold(each.mask) !== net.fold(mask))
  if (others.length >= server.settings.services.access) {
    return turn.refuse('LIMIT_REACHED', `The AKICK list of ${channel.name} is full`, channel.name)
  }
  const until = seconds ? at + seconds : 0
  const entry = { mask, reason: shorten(reason, reasonBytesMax), by, at, until }
  const autoKicks = [...others, entry]
  if (!(await settled(turn, channel, amend(server, channel, { autoKicks })))) return
  throwOut(server, channel, [...channel.members.keys()])
  turn.say(`${mask} does not come into ${channel.name} any more`)
}

export async function removeAutoKick(turn: Turn, channel: Registered, word: string): Promise<void> {
  const mask = readWord(turn, word) ?? word
  const { autoKicks } = channel.registration
  const others = autoKicks.filter((each) => turn.net.fold(each.mask) !== turn.net.fold(mask))
  if (others.length === autoKicks.length) {
    return turn.refuse('NOT_ON_LIST', `${mask} is not on the AKICK list`, channel.name)
  }
  if (!(await settled(turn, channel, amend(turn.server, channel, { autoKicks: others })))) return
  turn.say(`${mask} may come into ${channel.name} again`)
}

/** A word alone is an account, not a nick: who is kept out comes back under another one. */
function readWord({ server }: Turn, word: string): string | undefined {
  const isName = !/[!@*?:~$.]/.test(word)
  const mask = readMask(isName ? `~account:${word}` : word, server)
  if (mask === undefined || byteLength(mask) > maskBytesMax || /[\s,]/.test(mask)) return undefined
  // Masks that say what a ban does keep nobody out.
  return entryOf({ mask, by: '', at: 0 }, server).act === '' ? mask : undefined
}

/** The entry that keeps the user out. Whoever has flags in the channel comes in. */
function autoKickFor(server: Server, channel: Registered, user: User): AutoKick | undefined {
  const { autoKicks } = channel.registration
  if (!autoKicks.length || user.service || flagsOf(server, channel, user)) return undefined
  const now = server.ports.now() / 1000
  const who = new Subject(user, server)
  return autoKicks.find((each) => {
    return (!each.until || each.until > now) && entryOf(each, server).fits(who, channel)
  })
}

/** @returns how many had to go. */
export function throwOut(server: Server, channel: Registered, users: User[]): number {
  const isRestricted = channel.registration.settings.includes('RESTRICTED')
  let count = 0
  for (const user of users) {
    const entry = autoKickFor(server, channel, user)
    const isStranger = isRestricted && !user.service && !flagsOf(server, channel, user)
    if (!entry && !isStranger) continue
    const text = entry ? entry.reason || 'You are kept out of this channel' : 'Only for its members'
    server.commit(kicked, { channel, user, text }, chanserv(server))
    count++
  }
  return count
}

function listed({ now }: Turn, { name, registration }: Registered): string[] {
  const seconds = now / 1000
  const alive = registration.autoKicks.filter(({ until }) => !until || until > seconds)
  const lines = alive.map(({ mask, reason, by, until }) => {
    const left = until ? `, for ${formatDuration(until - seconds)}` : ''
    return `  ${mask} (by ${by}${left})${reason ? `: ${reason}` : ''}`
  })
  return [`${name} keeps out:`, ...lines, `${alive.length} entries`]
}
