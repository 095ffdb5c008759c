/** A channel that got into the wrong hands, or is to be emptied. */
import { shorten } from '#wire/text.ts'
import { invited } from '../channel/invite.ts'
import { kicked } from '../channel/kick.ts'
import { modesChanged } from '../channel/mode.ts'
import type { Change } from '../channel/mode-change.ts'
import type { ServiceCommand } from '../services/service.ts'
import type { Turn } from '../services/turn.ts'
import { statusesFor } from './access.ts'
import { liftBans } from './crowd-commands.ts'
import { channelOfFounder, channelWith, flagsOfAsker, record, settled } from './desk.ts'
import { statusChange } from './door.ts'
import { amend, chanserv, type Decision, type Registered } from './registration.ts'

/** What keeps people out. */
const closingModes = ['i', 'k', 'l', 'R', 'O', 'z']

type Clearing = (turn: Turn, channel: Registered, reason: string) => void

const clearings: Record<string, Clearing> = {
  BANS: (turn, channel) => clearList(turn, channel, 'b', (mask) => !mask.startsWith('~quiet:')),
  QUIETS: (turn, channel) => clearList(turn, channel, 'b', (mask) => mask.startsWith('~quiet:')),
  EXCEPTS: (turn, channel) => clearList(turn, channel, 'e'),
  INVITES: (turn, channel) => clearList(turn, channel, 'I'),
  OPS: (turn, channel) => clearStatuses(turn, channel, ['q', 'a', 'o']),
  HALFOPS: (turn, channel) => clearStatuses(turn, channel, ['h']),
  VOICES: (turn, channel) => clearStatuses(turn, channel, ['v']),
  MODES: (turn, channel) => clearModes(turn, channel),
  USERS: (turn, channel, reason) => clearUsers(turn, channel, reason),
}

/** What is the founder's alone to clear. */
const registryClearings: Record<string, (turn: Turn, channel: Registered) => Decision> = {
  FLAGS: ({ server }, channel) => amend(server, channel, { access: [] }),
  AKICKS: ({ server }, channel) => amend(server, channel, { autoKicks: [] }),
  HISTORY: ({ server }, { log }) => server.ports.history.forget(log).then(() => undefined),
}

export const recoverCommands: Record<string, ServiceCommand> = {
  CLEAR: {
    params: '<channel> <what> [reason…]',
    help: `Takes away all of one thing: BANS, QUIETS, EXCEPTS, INVITES, OPS, HALFOPS, VOICES, MODES.
USERS throws everybody else out. The founder also clears FLAGS, AKICKS and HISTORY.`,
    async run(turn, name = '', what = '', reason = '') {
      const word = what.toUpperCase()
      const isFounders = Object.hasOwn(registryClearings, word)
      if (!isFounders && !Object.hasOwn(clearings, word)) {
        return turn.refuse('INVALID_PARAMS', `${what} cannot be cleared: see HELP CLEAR`, name)
      }
      const channel = isFounders ? channelOfFounder(turn, name) : channelWith(turn, name, 'RF')
      if (!channel) return
      if (!isFounders) clearings[word]!(turn, channel, reason)
      else if (!(await settled(turn, channel, registryClearings[word]!(turn, channel)))) return
      record(turn, `cleared ${word}`, channel)
      turn.say(`${word} of ${channel.name} have been cleared`)
    },
  },
  RECOVER: {
    params: '<channel>',
    help: `Gives a channel back to those who may have it.
Everybody else loses their statuses, what keeps people out is taken away, bans of yours too, and you
are an operator, or invited where you are not inside.`,
    run(turn, name = '') {
      const channel = channelWith(turn, name, 'RF')
      if (!channel) return
      clearStatuses(turn, channel, ['q', 'a', 'o', 'h'])
      switchOff(turn, channel, closingModes)
      if (turn.user) comeBack(turn, channel)
      record(turn, 'recovered', channel)
      turn.say(`${channel.name} has been recovered`)
    },
  },
}

function comeBack(turn: Turn, channel: Registered): void {
  const { server } = turn
  const user = turn.user!
  liftBans(turn, channel, user)
  if (!channel.members.has(user))
    return void server.commit(invited, { channel, user }, chanserv(server))
  const due = new Set(['o', ...statusesFor(flagsOfAsker(turn, channel))])
  const missing = [...due].filter((letter) => !channel.members.get(user)!.has(letter))
  commit(
    turn,
    channel,
    missing.map((letter) => statusChange(server, user, letter, true)),
  )
}

function commit({ server }: Turn, channel: Registered, changes: Change[]): void {
  if (changes.length) server.commit(modesChanged, { channel, changes }, chanserv(server))
}

function clearList(
  turn: Turn,
  channel: Registered,
  letter: string,
  isMeant: (mask: string) => boolean = () => true,
): void {
  const masks = channel
    .list(letter)
    .map(({ mask }) => mask)
    .filter(isMeant)
  commit(
    turn,
    channel,
    masks.map((mask) => ({ type: 'list', letter, on: false, mask })),
  )
}

/** The asker keeps its own. */
function clearStatuses(turn: Turn, channel: Registered, letters: string[]): void {
  const others = [...channel.members].filter(([user]) => user !== turn.user && !user.service)
  const changes = others.flatMap(([user, member]) =>
    letters
      .filter((letter) => member.has(letter))
      .map((letter) => statusChange(turn.server, user, letter, false)),
  )
  commit(turn, channel, changes)
}

/** What is locked on stays, and what nobody but the server or the network's operators switch. */
function clearModes(turn: Turn, channel: Registered): void {
  const { modes } = turn.server.book
  const { on: locked } = channel.registration.lock
  const free = [...channel.modes.keys()].filter((letter) => {
    const mode = modes.get(letter)
    return !(letter in locked) && !(typeof mode === 'object' && mode.type === 'flag')
  })
  switchOff(turn, channel, free)
}

function switchOff(turn: Turn, channel: Registered, letters: string[]): void {
  const changes = letters.flatMap((letter): Change[] => {
    const param = channel.modes.get(letter)
    if (param === undefined) return []
    const mode = turn.server.book.modes.get(letter)
    if (mode === 'flag' || mode?.type === 'flag') return [{ type: 'flag', letter, on: false }]
    const isShown = mode?.type === 'param' && mode.always
    return [{ type: 'param', letter, on: false, param: isShown ? param : '' }]
  })
  commit(turn, channel, changes)
}

function clearUsers(turn: Turn, channel: Registered, reason: string): void {
  const { server } = turn
  const text = shorten(reason || `Cleared by ${turn.name}`, server.settings.limits.kick)
  for (const user of [...channel.members.keys()]) {
    if (user === turn.user || user.service) continue
    server.commit(kicked, { channel, user, text }, chanserv(server))
  }
}
