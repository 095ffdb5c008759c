/** What nearly every command of ChanServ asks first: which channel, and may the asker? */

import { isHidden } from '../channel/visibility.ts'
import type { Turn } from '../services/turn.ts'
import { flagsOf, flagsOfAccount, isMask } from './access.ts'
import { type Decision, isRegistered, type Registered } from './registration.ts'

/** What the asker may do in the channel. */
export function flagsOfAsker(turn: Turn, channel: Registered): string {
  return turn.user
    ? flagsOf(turn.server, channel, turn.user)
    : flagsOfAccount(turn.server, channel, turn.account)
}

/** The registered channel of that name, or nothing: then the asker has been told. */
export function channelFor(turn: Turn, name: string): Registered | undefined {
  const channel = turn.net.channel(name)
  const isSeen = channel && (!turn.user || !isHidden(channel, turn.user))
  if (isRegistered(channel) && (isSeen || turn.can('channels') || flagsOfAsker(turn, channel))) {
    return channel
  }
  turn.refuse('CHANNEL_NOT_REGISTERED', `${name} is not registered`, name)
  return undefined
}

/**
 * The registered channel, where the asker has one of the flags there or looks after all channels.
 * Otherwise nothing: then the asker has been told.
 */
export function channelWith(turn: Turn, name: string, flags: string): Registered | undefined {
  const channel = channelFor(turn, name)
  if (!channel) return undefined
  if (isShut(turn, channel)) return undefined
  const own = flagsOfAsker(turn, channel)
  if (turn.can('channels') || [...flags].some((flag) => own.includes(flag))) return channel
  denied(turn, channel)
  return undefined
}

/** As `channelWith`, for the founder alone. */
export function channelOfFounder(turn: Turn, name: string): Registered | undefined {
  const channel = channelFor(turn, name)
  if (!channel || isShut(turn, channel)) return undefined
  if (turn.can('channels') || isFounder(turn, channel)) return channel
  denied(turn, channel)
  return undefined
}

/** In a closed channel nobody decides anything, but who closes and opens them. */
export function isShut(turn: Turn, { name, registration }: Registered): boolean {
  if (!registration.closed || turn.can('channels')) return false
  turn.refuse('CHANNEL_CLOSED', `${name} is closed: ${registration.closed.reason}`, name)
  return true
}

export function isFounder({ net, account }: Turn, { registration }: Registered): boolean {
  return net.accountNames.isSame(account, registration.founder)
}

/** An entry of a list is called as its account is called now; a mask is as it is. */
export function nameOf({ net }: Turn, who: string): string {
  return isMask(who) ? who : net.accountNames.nameOf(who)
}

export function denied(turn: Turn, { name }: Registered): void {
  turn.refuse('ACCESS_DENIED', `You may not do that in ${name}`, name)
}

/** The operator's log, and operators who watch it, learn what is decided about channels. */
export function record(turn: Turn, what: string, { name }: { name: string }): void {
  turn.server.ports.tell('channel registry', { what, channel: name, by: turn.name })
}

/** Tells the asker why something was not decided. @returns whether it was. */
export async function settled(
  turn: Turn,
  { name }: { name: string },
  decision: Decision,
): Promise<boolean> {
  const refusal = await decision
  if (refusal) turn.refuse(refusal.code, refusal.text, name)
  return !refusal
}
