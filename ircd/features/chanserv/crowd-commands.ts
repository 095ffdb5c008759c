/** Who is in a channel: throwing out, keeping quiet, letting in. */
import { shorten } from '#wire/text.ts'
import type { User } from '../../core/network.ts'
import { entryOf, Subject } from '../bans/entry.ts'
import { readMask } from '../bans/mask.ts'
import { invited } from '../channel/invite.ts'
import { kicked } from '../channel/kick.ts'
import { modesChanged } from '../channel/mode.ts'
import type { Change } from '../channel/mode-change.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'
import { channelWith } from './desk.ts'
import { chanserv, type Registered } from './registration.ts'
import { mayHarm, memberNamed } from './status-commands.ts'

export const crowdCommands: Record<string, ServiceCommand> = {
  KICK: {
    params: '<channel> <nick> [reason…]',
    help: 'Throws somebody out.',
    run(turn, name = '', nick = '', reason = '') {
      const channel = channelWith(turn, name, 'r')
      const user = channel && memberNamed(turn, channel, nick)
      if (channel && user) kick(turn, channel, user, reason)
    },
  },
  BAN: {
    params: '<channel> <nick or mask>',
    help: 'Bans whoever has a nick, by its host, or whoever fits a mask.',
    run: (turn, name = '', who = '') => ban(turn, name, who, true, ''),
  },
  QUIET: {
    params: '<channel> <nick or mask>',
    help: 'Lets whoever it is stay, but not speak.',
    run: (turn, name = '', who = '') => ban(turn, name, who, true, '~quiet:'),
  },
  UNQUIET: {
    params: '<channel> <nick or mask>',
    help: 'Lets whoever it is speak again.',
    run: (turn, name = '', who = '') => ban(turn, name, who, false, '~quiet:'),
  },
  UNBAN: {
    params: '<channel> [nick or mask]',
    help: 'Lifts the bans that fit you, or somebody, or the one that is a mask.',
    run(turn, name = '', who) {
      const channel = channelWith(turn, name, 'r')
      if (!channel) return
      const user = who === undefined ? turn.user : turn.net.user(who)
      if (!user) return ban(turn, name, who ?? '', false, '')
      const lifted = liftBans(turn, channel, user)
      turn.say(`${lifted} bans of ${user.nick} have been lifted in ${channel.name}`)
    },
  },
  INVITE: {
    params: '<channel> [nick]',
    help: 'Invites you, or somebody: past bans, keys and limits.',
    run(turn, name = '', nick) {
      const channel = channelWith(turn, name, 'i')
      if (!channel) return
      const user = nick === undefined ? turn.user : turn.net.user(nick)
      if (!user) return turn.refuse('NO_SUCH_NICK', `${nick ?? 'Nobody'} is not here`, nick ?? '*')
      if (channel.members.has(user) || user.service) {
        return turn.refuse('IN_CHANNEL', `${user.nick} is in ${channel.name}`, channel.name)
      }
      turn.server.commit(invited, { channel, user }, chanserv(turn.server))
      turn.say(`${user.nick} is invited to ${channel.name}`)
    },
  },
  GETKEY: {
    params: '<channel>',
    help: 'Tells you the key of a channel.',
    run(turn, name = '') {
      const channel = channelWith(turn, name, 'i')
      const key = channel?.modes.get('k')
      if (channel) turn.say(`${channel.name} has ${key ? `the key ${key}` : 'no key'}`)
    },
  },
  BANSEARCH: {
    params: '<channel> <nick>',
    help: 'Lists the bans of a channel that fit somebody.',
    run(turn, name = '', nick = '') {
      const channel = channelWith(turn, name, 'rA')
      const user = turn.net.user(nick)
      if (!channel) return
      if (!user) return turn.refuse('NO_SUCH_NICK', `${nick} is not here`, nick)
      const found = bansOf(turn, channel, user)
      turn.say(...found.map(({ mask, by }) => `  ${mask} (by ${by})`), `${found.length} bans`)
    },
  },
}

function kick(turn: Turn, channel: Registered, user: User, reason: string): void {
  if (user.service) return turn.refuse('ACCESS_DENIED', `${user.nick} stays`, channel.name)
  if (!mayHarm(turn, channel, user)) return
  const signed = channel.registration.settings.includes('SIGNKICK')
  const why = reason || 'No reason given'
  const whole = signed ? `${why} (${turn.name})` : why
  const text = shorten(whole, turn.server.settings.limits.kick)
  turn.server.commit(kicked, { channel, user, text }, chanserv(turn.server))
}

/** @param act what the ban does, such as `~quiet:`; '' for an ordinary one */
function ban(turn: Turn, name: string, who: string, on: boolean, act: string): void {
  const { server, net } = turn
  const channel = channelWith(turn, name, 'r')
  if (!channel) return
  const user = net.user(who)
  if (user && on && (user.service || !mayHarm(turn, channel, user))) return
  const mask = readMask(`${act}${user ? `*!*@${user.host}` : who}`, server)
  if (mask === undefined || /[\s,]/.test(mask)) {
    return turn.refuse('INVALID_MASK', `${who} is no mask`, channel.name)
  }
  const there = channel.list('b').find((entry) => net.fold(entry.mask) === net.fold(mask))
  if (on === Boolean(there)) {
    const why = on ? `${mask} is banned already` : `${mask} is not banned`
    return turn.refuse(on ? 'BANNED_ALREADY' : 'NOT_BANNED', why, channel.name)
  }
  if (on && channel.list('b').length >= server.settings.limits.list) {
    return turn.refuse('LIMIT_REACHED', `The ban list of ${channel.name} is full`, channel.name)
  }
  const change: Change = { type: 'list', letter: 'b', on, mask: there?.mask ?? mask }
  server.commit(modesChanged, { channel, changes: [change] }, chanserv(server))
}

/** @returns how many there were. */
export function liftBans(turn: Turn, channel: Registered, user: User): number {
  const changes = bansOf(turn, channel, user).map(({ mask }): Change => {
    return { type: 'list', letter: 'b', on: false, mask }
  })
  const { server } = turn
  if (changes.length) server.commit(modesChanged, { channel, changes }, chanserv(server))
  return changes.length
}

function bansOf({ server }: Turn, channel: Registered, user: User) {
  const who = new Subject(user, server)
  return channel.list('b').filter((entry) => entryOf(entry, server).fits(who, channel))
}
