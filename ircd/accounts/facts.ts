/** What may be told of an account, and why nothing was done with one. */
import type { Account } from '#store/store.ts'
import type { AccountFacts, AccountRefusal, NickOwner } from '#wire/account.ts'
import { keyOf, titlesOf } from './names.ts'

export const soon = no('TRY_LATER', 'A code was sent just now: wait a minute for the next')

export function factsOf(account: Account): AccountFacts {
  const { name, createdAt, email, fingerprints = [], suspended, nicks = [], seenAt } = account
  const { unverified = false, settings = {} } = account
  const called = { key: keyOf(account), name, formerly: titlesOf(account).slice(1) }
  const secondFactor = account.totp !== undefined
  const rest = {
    createdAt,
    email,
    secondFactor,
    fingerprints,
    suspended,
    nicks,
    seenAt,
    unverified,
    settings,
  }
  return { ...called, ...rest }
}

export function no(code: AccountRefusal['code'], text: string): AccountRefusal {
  return { code, text }
}

export function taken(name: string): AccountRefusal {
  return no('ACCOUNT_EXISTS', `There is an account ${name} already`)
}

export function alike(name: string, { nick }: NickOwner): AccountRefusal {
  return no('ACCOUNT_EXISTS', `${name} looks like ${nick}, which is somebody's already`)
}

export function unknown(name: string): AccountRefusal {
  return no('NO_ACCOUNT', `There is no account ${JSON.stringify(name)}`)
}

export function verified({ name }: Account): AccountRefusal {
  return no('NOT_NEEDED', `The account ${name} is verified already`)
}
