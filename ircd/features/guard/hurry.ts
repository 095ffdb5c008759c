import { ERR_NICKTOOFAST, ERR_TARGCHANGE } from '#wire/numerics/network.ts'
import { ERR_PASSWDMISMATCH, ERR_SASLFAIL, fail } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature, guard, personReaction, reaction } from '../../core/feature.ts'
import { quit } from '../../core/lifecycle.ts'
import type { User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import { Throttle } from '../../core/throttle.ts'
import { isHouses } from '../connect/houses.ts'
import { nickChanged } from '../connect/nick.ts'
import { saidToUser } from '../message/message.ts'
import { addressKey, isExempt, isUnslowed } from './address.ts'
import { isKnown } from './reputation.ts'

/** With whom somebody has spoken: the oldest makes room. */
const acquaintancesMax = 60

class Hurry {
  readonly nicks = new Throttle()
  readonly targets = new Throttle()
  readonly logins = new Throttle()
  readonly registrations = new Throttle()
}

const hurry = perServer(() => new Hurry())
const acquaintances = new WeakMap<User, Set<string>>()

/** What one user, or one address, may not do too often. */
export default feature({
  guards: [
    guard(nickChanged, ({ from, nick }, ask) => {
      const { server, user, now } = ask
      if (isFree(ask)) return undefined
      const wait = hurry(server).nicks.take(user.uid, rates(ask).nickChanges, now)
      if (wait) server.ports.tell('too fast', { nick: user.mask, what: 'nick changes' })
      return wait > 0 && ERR_NICKTOOFAST(nickOf(from), nick, seconds(wait))
    }),
    guard(saidToUser, ({ user: target }, ask) => {
      const { server, user, now } = ask
      if (target === user || rates(ask).newTargets.count === 0) return undefined
      if (isFree(ask) || isKnown(server, user) || target.oper) return undefined
      if (acquaintances.get(user)?.has(target.uid)) return undefined
      const wait = hurry(server).targets.take(user.uid, rates(ask).newTargets, now)
      if (wait) server.ports.tell('too fast', { nick: user.mask, what: 'new targets' })
      return wait > 0 && ERR_TARGCHANGE(target.nick, seconds(wait))
    }),
  ],
  reactions: [
    personReaction(saidToUser, ({ by, user }, { settings }) => {
      if (settings.protection.throttle.newTargets.count === 0) return
      // Whoever is spoken to may answer.
      meet(user, by)
      meet(by, user)
    }),
    reaction(quit, ({ by }, server) => {
      hurry(server).nicks.forgive((by as User).uid)
      hurry(server).targets.forgive((by as User).uid)
    }),
  ],
  screened: ['AUTHENTICATE', 'PASS', 'REGISTER', 'VERIFY'],
  screen(ask) {
    const later = (text: string) => fail(ask.verb, 'TEMPORARILY_UNAVAILABLE', text, '*')
    if (ask.verb === 'REGISTER') return mustWait(ask, 'registrations') ? later(tooMany) : undefined
    if (!mustWait(ask, 'logins')) return undefined
    if (ask.verb === 'VERIFY') return later(tooWrong)
    return ask.verb === 'PASS' ? ERR_PASSWDMISMATCH() : ERR_SASLFAIL()
  },
  overhears(event, { ip, nick }, server) {
    if (typeof ip !== 'string') return
    const user = typeof nick === 'string' ? server.net.user(nick) : undefined
    const account = user && accountBehind(user)
    if (account === undefined && isExempt(server, ip)) return
    const { logins, registrations } = server.settings.protection.throttle
    const key = account ?? addressKey(server, ip)
    const now = server.ports.now()
    if (event === 'login failed') hurry(server).logins.take(key, logins, now)
    if (event === 'account registered' || event === 'letter asked') {
      hurry(server).registrations.take(key, registrations, now)
    }
  },
})

export const tooMany = 'Too many accounts or letters were asked for from your address: try later'
export const tooWrong = 'Too many wrong codes or passwords came from your address: try later'

/**
 * Whether the asker's address has been wrong, or has asked for accounts and letters, too often. Of
 * those for whom a house speaks it is the account: they have no address of their own here.
 */
export function mustWait(ask: Ask, what: 'logins' | 'registrations'): boolean {
  const { server, session, user, now } = ask
  const account = accountBehind(user)
  if (user.oper || (account === undefined && session.exempt)) return false
  return (
    hurry(server)[what].early(account ?? addressKey(server, user.ip), rates(ask)[what], now) > 0
  )
}

/** What is counted for somebody for whom one of our houses speaks; no address is written so. */
function accountBehind({ session, account }: User): string | undefined {
  return session && isHouses(session) ? `account ${account}` : undefined
}

function rates({ server }: Ask) {
  return server.settings.protection.throttle
}

function isFree({ session, user }: Ask): boolean {
  return isUnslowed(session) || user.oper !== undefined
}

function meet(user: User, other: User): void {
  const known = acquaintances.get(user) ?? new Set()
  acquaintances.set(user, known)
  known.delete(other.uid)
  known.add(other.uid)
  if (known.size <= acquaintancesMax) return
  for (const oldest of known) {
    known.delete(oldest)
    return
  }
}

function nickOf(mask: string): string {
  return mask.slice(0, mask.indexOf('!'))
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000)
}
