/** Giving and taking flags: what the commands FLAGS, TEMPLATE, AOP and their like have in common. */
import { completeMask } from '#wire/mask.ts'
import type { AccessEntry } from '../../core/registration.ts'
import { modesChanged } from '../channel/mode.ts'
import type { Turn } from '../services/turn.ts'
import {
  flagMeanings,
  flagsOf,
  flagsOfMasks,
  inOrder,
  isMask,
  statusesFor,
  templatesOf,
} from './access.ts'
import { flagsOfAsker, isFounder, settled } from './desk.ts'
import { greetAgain, statusChange } from './door.ts'
import { amend, chanserv, type Registered } from './registration.ts'

/** Bytes of a mask: an entry is shown in one line. */
const maskCharsMax = 100

/**
 * Whom a word means: an account, before that of whoever has such a nick now, or a mask.
 * @returns nothing where it means nobody: then the asker has been told.
 */
export async function whomMeans(turn: Turn, word: string): Promise<string | undefined> {
  if (isMask(word)) {
    const mask = completeMask(word)
    if (mask.length <= maskCharsMax) return mask
    turn.refuse('INVALID_MASK', `${word} is too long for a mask`, word)
    return undefined
  }
  const found = await turn.server.ports.accounts.find(word)
  if (found) return found.name
  const account = turn.net.user(word)?.accountHere
  if (account !== undefined) return account
  turn.refuse('ACCOUNT_UNKNOWN', `There is no account ${word}`, word)
  return undefined
}

export function entryOf(turn: Turn, channel: Registered, who: string): AccessEntry | undefined {
  const { accountNames } = turn.net
  return channel.registration.access.find((entry) => accountNames.isSame(entry.who, who))
}

/**
 * `+vo-t`, `=AO`, `-*` or the name of a template, on top of what there is.
 * @returns nothing where it is none of these.
 */
export function readFlags(channel: Registered, text: string, now: string): string | undefined {
  const template = templatesOf(channel.registration)[text.toUpperCase()]
  if (template !== undefined) return template
  if (!/^[-+=*\w]+$/.test(text) || !/^[-+=]/.test(text)) return undefined
  let flags = new Set(text[0] === '=' ? '' : now)
  let on = true
  for (const sign of text) {
    if (sign === '+' || sign === '=') on = true
    else if (sign === '-') on = false
    else if (sign === '*') flags = new Set(on ? Object.keys(flagMeanings) : '')
    else if (!Object.hasOwn(flagMeanings, sign)) return undefined
    else if (on) flags.add(sign)
    else flags.delete(sign)
  }
  return inOrder(flags)
}

/** Gives `who` these flags instead of those it has. @returns whether it may be so. */
export async function grant(
  turn: Turn,
  channel: Registered,
  who: string,
  flags: string,
): Promise<boolean> {
  const { server, net } = turn
  const { access, founder } = channel.registration
  const before = entryOf(turn, channel, who)?.flags ?? ''
  const refusal = refuse(turn, channel, who, before, flags)
  if (refusal) {
    turn.refuse(...refusal, channel.name)
    return false
  }
  const others = access.filter((entry) => !net.accountNames.isSame(entry.who, who))
  if (flags && !before && others.length >= server.settings.services.access) {
    turn.refuse('LIMIT_REACHED', `The access list of ${channel.name} is full`, channel.name)
    return false
  }
  const entry = { who, flags, by: turn.name, at: turn.now }
  const had = statusesInside(turn, channel)
  const list = flags ? [...others, entry] : others
  if (!(await settled(turn, channel, amend(server, channel, { access: list })))) return false
  if (!net.accountNames.isSame(founder, who)) restate(turn, channel, had)
  return true
}

type Refusal = [code: string, text: string]

/** Nobody gives or takes what it has not itself, but the founder and those who may do as much. */
function refuse(
  turn: Turn,
  channel: Registered,
  who: string,
  before: string,
  flags: string,
): Refusal | undefined {
  const isOwn = turn.net.accountNames.isSame(turn.account, who)
  const changed = [...before, ...flags].filter((f) => before.includes(f) !== flags.includes(f))
  if (isMask(who) && [...flags].some((flag) => !flagsOfMasks.includes(flag))) {
    return ['INVALID_FLAGS', `A mask has at most the flags ${flagsOfMasks}: anybody may fit it`]
  }
  if (turn.can('channels') || (isOwn && !flags)) return undefined
  const own = flagsOfAsker(turn, channel)
  if (!/[fF]/.test(own)) return ['ACCESS_DENIED', `You may not do that in ${channel.name}`]
  const isBeyond = (flag: string) =>
    flag === 'F' ? !isFounder(turn, channel) : !own.includes(flag)
  const beyond = changed.filter(isBeyond)
  if (!beyond.length) return undefined
  return ['ACCESS_DENIED', `You may not give or take the flags ${inOrder(beyond)}`]
}

/** What everybody inside gets from the list as it is. */
function statusesInside({ server }: Turn, channel: Registered) {
  const found = new Map<Parameters<typeof statusChange>[1], string[]>()
  for (const user of channel.members.keys()) {
    found.set(user, statusesFor(flagsOf(server, channel, user)))
  }
  return found
}

/** Who is inside loses what only the list gave, and has what it gives now. */
function restate(turn: Turn, channel: Registered, had: ReturnType<typeof statusesInside>): void {
  const { server } = turn
  if (channel.registration.settings.includes('NOSYNC')) return
  const changes = [...had].flatMap(([user, before]) => {
    const now = statusesFor(flagsOf(server, channel, user))
    const lost = before.filter((one) => !now.includes(one))
    const held = lost.filter((letter) => channel.members.get(user)?.has(letter))
    return held.map((letter) => statusChange(server, user, letter, false))
  })
  if (changes.length) server.commit(modesChanged, { channel, changes }, chanserv(server))
  greetAgain(server, channel)
}
