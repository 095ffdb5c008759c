/**
 * Who may do what in a registered channel. Flags are letters, as Atheme's users know them; the
 * founder has them all. Small letters let somebody do a thing, `V`, `H` and `O` do it at the door.
 */
import { matches } from '#wire/mask.ts'
import type { User } from '../../core/network.ts'
import type { Registration } from '../../core/registration.ts'
import type { Server } from '../../core/server.ts'
import { Subject } from '../bans/entry.ts'

/** What each flag is for, in the order in which they are shown. */
export const flagMeanings: Readonly<Record<string, string>> = {
  A: 'see the access list',
  F: 'do all that the founder may, but give the channel away',
  O: 'become operator when joining',
  R: 'recover and clear the channel',
  H: 'become half-operator when joining',
  V: 'get a voice when joining',
  a: 'be an admin (&) besides an operator',
  f: 'change the access list',
  h: 'use HALFOP and DEHALFOP',
  i: 'use INVITE and GETKEY',
  o: 'use OP and DEOP',
  q: 'be an owner (~) besides an operator',
  r: 'use KICK, BAN, UNBAN and AKICK',
  s: 'use SET',
  t: 'use TOPIC, and change a locked topic',
  v: 'use VOICE and DEVOICE',
}

const all = Object.keys(flagMeanings).join('')

/** A mask is nobody's secret: who fits one is not trusted with more than this. */
export const flagsOfMasks = 'OHVhiortv'

/** Sets of flags that every channel has a name for. */
const everybodys: Readonly<Record<string, string>> = {
  VOP: 'AV',
  HOP: 'AHhirtv',
  AOP: 'AOhiortv',
  SOP: 'AORafhiorstv',
  QOP: 'AFORafhioqrstv',
}

/** By name, the channel's own before everybody's. */
export function templatesOf({ templates }: Registration): Record<string, string> {
  return { ...everybodys, ...templates }
}

export function isMask(who: string): boolean {
  return /[!@*?]/.test(who)
}

/** Each letter once, in the order in which they are shown. */
export function inOrder(flags: Iterable<string>): string {
  const given = new Set(flags)
  return [...all].filter((flag) => given.has(flag)).join('')
}

type Governed = { registration: Registration }

/** What the account may do. */
export function flagsOfAccount(
  { net }: Server,
  { registration }: Governed,
  account: string | undefined,
): string {
  if (account === undefined) return ''
  const { accountNames } = net
  const key = accountNames.keyOf(account)
  if (accountNames.keyOf(registration.founder) === key) return all
  const flags = registration.access.find(({ who }) => accountNames.keyOf(who) === key)?.flags ?? ''
  return flags.includes('F') ? all : flags
}

/** What the user may do, by its account and by the masks that it fits. */
export function flagsOf(server: Server, channel: Governed, user: User): string {
  const { access, settings } = channel.registration
  const own = flagsOfAccount(server, channel, user.accountHere)
  const masks = settings.includes('SECURE') ? [] : access.filter(({ who }) => isMask(who))
  if (!masks.length) return own
  const { forms } = new Subject(user, server)
  const fits = (mask: string) => forms.some((form) => matches(mask, form))
  const given = masks.filter(({ who }) => fits(server.net.fold(who)))
  return given.length ? inOrder([own, ...given.map(({ flags }) => flags)].join('')) : own
}

/** The status modes that somebody with these flags gets at the door, highest first. */
export function statusesFor(flags: string): string[] {
  if (flags.includes('O')) {
    return [flags.includes('q') ? 'q' : flags.includes('a') ? 'a' : '', 'o'].filter(Boolean)
  }
  return flags.includes('H') ? ['h'] : flags.includes('V') ? ['v'] : []
}

/** How high somebody with these flags stands, for those settings that compare. */
export function heightOf(flags: string): number {
  const steps = ['vV', 'hH', 'oO', 'a', 'qF']
  for (let step = steps.length; step > 0; step--) {
    if ([...steps[step - 1]!].some((flag) => flags.includes(flag))) return step
  }
  return 0
}
