/** Statuses that ChanServ gives and takes, to those inside who may have them. */
import type { User } from '../../core/network.ts'
import { modesChanged } from '../channel/mode.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'
import { flagsOf, heightOf, statusesFor } from './access.ts'
import { channelFor, channelWith, flagsOfAsker } from './desk.ts'
import { statusChange } from './door.ts'
import { chanserv, isRegistered, type Registered } from './registration.ts'

export const statusCommands: Record<string, ServiceCommand> = {
  ...pair('OWNER', 'q', 'q', 'an owner (~)'),
  ...pair('PROTECT', 'a', 'a', 'an admin (&)'),
  ...pair('OP', 'o', 'o', 'an operator (@)'),
  ...pair('HALFOP', 'h', 'h', 'a half-operator (%)'),
  ...pair('VOICE', 'v', 'v', 'somebody with a voice (+)'),
  UP: {
    params: '[channel]',
    help: 'Gives you the statuses that the access list has for you, there or in all your channels.',
    run(turn, name) {
      forOwn(turn, name, (channel, user) => {
        const flags = flagsOf(turn.server, channel, user)
        return statusesFor(flags).map((letter) => statusChange(turn.server, user, letter, true))
      })
    },
  },
  DOWN: {
    params: '[channel]',
    help: 'Takes your statuses away, there or in all your channels; UP gives them back.',
    run(turn, name) {
      forOwn(turn, name, (channel, user) => {
        const { statuses } = channel.members.get(user)!
        return statuses.map((letter) => statusChange(turn.server, user, letter, false))
      })
    },
  },
  SYNC: {
    params: '<channel>',
    help: `Gives everybody inside what the access list says, and takes what it does not.`,
    run(turn, name = '') {
      const channel = channelWith(turn, name, 'FR')
      if (!channel) return
      const { server } = turn
      const changes = [...channel.members].flatMap(([user, member]) => {
        if (user.service) return []
        const due = statusesFor(flagsOf(server, channel, user))
        const given = due.filter((one) => !member.has(one)).map((one) => [one, true] as const)
        const taken = member.statuses.filter((one) => !due.includes(one))
        const all = [...given, ...taken.map((one) => [one, false] as const)]
        return all.map(([letter, on]) => statusChange(server, user, letter, on))
      })
      if (changes.length) server.commit(modesChanged, { channel, changes }, chanserv(server))
      turn.say(`Everybody in ${channel.name} has what the access list says`)
    },
  },
}

/** `OP` and `DEOP`, and the like. */
function pair(verb: string, letter: string, flag: string, what: string) {
  return {
    [verb]: {
      params: '<channel> [nick]…',
      help: `Makes you, or others who are inside, ${what}.`,
      run: (turn: Turn, name = '', ...nicks: string[]) =>
        change(turn, name, flag, letter, true, nicks),
    },
    [`DE${verb}`]: {
      params: '<channel> [nick]…',
      help: `Makes you, or others, no longer ${what}.`,
      run: (turn: Turn, name = '', ...nicks: string[]) =>
        change(turn, name, flag, letter, false, nicks),
    },
  }
}

function change(
  turn: Turn,
  name: string,
  flag: string,
  letter: string,
  on: boolean,
  nicks: string[],
): void {
  const channel = channelWith(turn, name, flag)
  if (!channel) return
  const users = nicks.length ? nicks.flatMap((nick) => memberNamed(turn, channel, nick) ?? []) : []
  if (!nicks.length && turn.user && channel.members.has(turn.user)) users.push(turn.user)
  const changes = users
    .filter((user) => channel.members.get(user)!.has(letter) !== on)
    .filter((user) => mayChange(turn, channel, user, on))
    .map((user) => statusChange(turn.server, user, letter, on))
  if (changes.length) turn.server.commit(modesChanged, { channel, changes }, chanserv(turn.server))
}

/** Nothing where nobody inside has that nick: then the asker has been told. */
export function memberNamed(turn: Turn, channel: Registered, nick: string): User | undefined {
  const user = turn.net.user(nick)
  if (user && channel.members.has(user)) return user
  turn.refuse('NOT_IN_CHANNEL', `${nick} is not in ${channel.name}`, channel.name, nick)
  return undefined
}

/** Under SECUREOPS only who is on the list has a status; under PEACE nobody takes from a higher. */
function mayChange(turn: Turn, channel: Registered, user: User, on: boolean): boolean {
  if (user.service) return false
  const { settings } = channel.registration
  const flags = flagsOf(turn.server, channel, user)
  if (on && settings.includes('SECUREOPS') && !flags && !turn.can('channels')) {
    const why = `${user.nick} is not on the access list of ${channel.name}`
    turn.refuse('NOT_ON_LIST', why, channel.name, user.nick)
    return false
  }
  return on || mayHarm(turn, channel, user)
}

/** Under PEACE nobody lowers or throws out who stands as high. Otherwise the asker is told. */
export function mayHarm(turn: Turn, channel: Registered, user: User): boolean {
  if (user === turn.user || turn.can('channels')) return true
  if (!channel.registration.settings.includes('PEACE')) return true
  const its = heightOf(flagsOf(turn.server, channel, user))
  if (its < heightOf(flagsOfAsker(turn, channel)) || its === 0) return true
  const why = `${user.nick} stands as high as you in ${channel.name}`
  turn.refuse('PEACE', why, channel.name, user.nick)
  return false
}

type Statuses = (channel: Registered, user: User) => ReturnType<typeof statusChange>[]

function forOwn(turn: Turn, name: string | undefined, statuses: Statuses): void {
  const { user, server } = turn
  if (!user) return turn.refuse('NO_SUCH_NICK', 'You are not on the network')
  const one = name === undefined ? undefined : channelFor(turn, name)
  if (name !== undefined && !one) return
  const channels = one ? [one] : [...user.channels].filter(isRegistered)
  for (const channel of channels) {
    const member = channel.members.get(user)
    if (!member) continue
    const changes = statuses(channel, user).filter(({ letter, on }) => member.has(letter) !== on)
    if (changes.length) server.commit(modesChanged, { channel, changes }, chanserv(server))
  }
}
