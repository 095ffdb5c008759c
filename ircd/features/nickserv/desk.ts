/** What nearly every command of NickServ asks first: who asks, and may they? */
import type { AccountAuthority } from '#wire/account.ts'
import type { Ask } from '../../core/ask.ts'
import { isHouses } from '../connect/houses.ts'
import { isOpenToAll, secureOnly } from '../connect/login.ts'
import { mustWait, tooMany, tooWrong } from '../guard/hurry.ts'
import { ClientTurn, type Turn } from '../services/turn.ts'

export function authority(turn: Turn): AccountAuthority {
  return turn.server.ports.accounts
}

/** The client's request, or nothing: then the asker, who is on the command line, has been told. */
export function askOf(turn: Turn): Ask | undefined {
  if (turn instanceof ClientTurn) return turn.ask
  turn.refuse('CLIENT_NEEDED', 'Only a client on the network can ask for this')
  return undefined
}

/** The whole machine can read the words of a command line: a password is none of them. */
export function clientFor(turn: Turn): boolean {
  if (turn instanceof ClientTurn) return true
  turn.refuse('CLIENT_NEEDED', 'A password is no argument: use "causerie account"')
  return false
}

/**
 * The request of somebody who may become another account's here: the bouncer signs its people in by
 * itself, and speaks for them until it leaves.
 */
export function freeAskOf(turn: Turn): Ask | undefined {
  const ask = askOf(turn)
  if (!ask || !isHouses(ask.session)) return ask
  turn.refuse('NOT_HERE', 'Your bouncer has signed you in: sign out there')
  return undefined
}

/** The request of somebody who proves something: whoever was wrong too often waits, and is told. */
export function provingAskOf(turn: Turn): Ask | undefined {
  const ask = unhurried(turn, askOf(turn), 'logins', tooWrong)
  if (!ask || !isOpenToAll(turn.server, ask.user)) return ask
  turn.refuse('SECURE_ONLY', secureOnly)
  return undefined
}

/** The request of somebody who wants an account or a letter. */
export function wantingAskOf(turn: Turn): Ask | undefined {
  return unhurried(turn, askOf(turn), 'registrations', tooMany)
}

function unhurried(
  turn: Turn,
  ask: Ask | undefined,
  what: 'logins' | 'registrations',
  why: string,
): Ask | undefined {
  if (!ask || !mustWait(ask, what)) return ask
  turn.refuse('TEMPORARILY_UNAVAILABLE', why)
  return undefined
}

/** Counts against whoever guesses. */
export function failed(turn: Turn, code: string, text: string): void {
  const { user } = turn
  if (user) turn.server.ports.tell('login failed', { ip: user.ip, nick: user.nick })
  turn.refuse(code, text)
}

/** Says what was done, or why it was not. @returns whether it was done. */
export function report(
  turn: Turn,
  refusal: { code: string; text: string } | undefined,
  done: string,
): boolean {
  if (refusal) turn.refuse(refusal.code, refusal.text)
  else turn.say(done)
  return !refusal
}

/** As `report`, and what was decided is on record. */
export function decided(
  turn: Turn,
  refusal: { code: string; text: string } | undefined,
  done: string,
  what: string,
  account: string,
): boolean {
  if (!report(turn, refusal, done)) return false
  record(turn, what, account)
  return true
}

/** The operator's log, and operators who watch it, learn what is decided about accounts. */
export function record(turn: Turn, what: string, account: string): void {
  turn.server.ports.tell('account registry', { what, account, by: turn.name })
}

/** Whether operators have decided that the asker's account makes nothing that lasts: it is told. */
export async function isRestricted(turn: Turn): Promise<boolean> {
  const { account } = turn
  const facts = account === undefined ? undefined : await authority(turn).find(account)
  const why = facts?.settings.restricted
  if (why) turn.refuse('RESTRICTED', `Your account is restricted: ${why}`)
  return Boolean(why)
}

/** Whether a nick is that of whoever asks. */
export async function owns(turn: Turn, nick: string): Promise<boolean> {
  const owner = await authority(turn).owner(nick)
  return owner?.exact === true && owner.account === turn.account
}
