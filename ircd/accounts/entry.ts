/**
 * All writing of accounts: an entry is data, and `apply` is the only function that changes what the
 * store knows of accounts. What numbers entries and carries them to other servers needs no more.
 */
import type { Account, Code, Credentials, Store } from '#store/store.ts'
import {
  type AccountNews,
  type AccountSettings,
  type ChannelsJoined,
  type CodePurpose,
  joinsMax,
} from '#wire/account.ts'
import { foldAscii } from '#wire/casemap.ts'
import { forgetBelongings } from './belongings.ts'
import { certifies, disown } from './certificates.ts'
import { isFresh } from './codes.ts'
import { claim, group, keyOf, namesOf, release } from './names.ts'
import type { SecondFactor } from './totp.ts'

export type AccountEntry = {
  /** The account's key: see `Account` in the store. */
  account: string
  /** Milliseconds since 1970. */
  at: number
} & (
  | {
      kind: 'made'
      name: string
      credentials: Credentials
      email?: string | undefined
      unverified?: true | undefined
    }
  | { kind: 'password'; credentials: Credentials }
  | { kind: 'code issued'; purpose: CodePurpose; code: Code }
  | { kind: 'code failed'; purpose: CodePurpose }
  | { kind: 'verified' }
  | { kind: 'certificate added'; fingerprint: string }
  | { kind: 'certificate removed'; fingerprint: string }
  | { kind: 'nick grouped'; nick: string }
  | { kind: 'nick ungrouped'; nick: string }
  | { kind: 'renamed'; name: string }
  | ({ kind: 'joins changed' } & ChannelsJoined)
  | { kind: 'second factor'; totp?: SecondFactor | undefined }
  | { kind: 'recovery used'; hash: string }
  | { kind: 'returned'; credentials: Credentials; email: string }
  | { kind: 'setting'; settings: AccountSettings }
  | { kind: 'email'; email?: string | undefined }
  | { kind: 'suspended'; by: string; reason: string; until?: number | undefined }
  | { kind: 'restored' }
  | { kind: 'seen' }
  | { kind: 'removed' }
)

/**
 * Carries an entry out, on the account as it is when nobody else changes it.
 * @returns whether it happened: an account is made or renamed, and a nick grouped, only where the
 *   name is nobody's, a code is not made so soon after another, channels are joined only up to the
 *   limit, and only an account that is there changes.
 */
export async function apply(store: Store, entry: AccountEntry): Promise<boolean> {
  const { accounts } = store
  if (entry.kind === 'made') {
    return (
      (await claim(store, entry.name, entry.account)) && accounts.add(entry.account, made(entry))
    )
  }
  const account = await accounts.get(entry.account)
  if (!account) return false
  switch (entry.kind) {
    case 'removed':
      await remove(store, account)
      return true
    case 'code issued':
      if (isFresh(account.codes?.[entry.purpose], entry.at)) return false
      break
    case 'certificate added':
      await certifies(store, entry.fingerprint, entry.account)
      break
    case 'nick grouped':
      if (!(await take(store, entry.nick, entry.account))) return false
      break
    case 'recovery used':
      // Each does once, whoever says it at the same time.
      if (!account.totp?.recovery.includes(entry.hash)) return false
      break
    case 'joins changed':
      if (joins(account, entry).length > joinsMax) return false
      break
    case 'renamed':
      // By the name that it had it is found where it is kept, or as by a nick.
      if (!(await take(store, entry.name, entry.account))) return false
  }
  const next: Account | undefined = changed(account, entry)
  // A kind that only a later version knows.
  if (!next) return false
  // Whoever was faster, also another process, has made another account of it: this is for that one.
  if (!(await accounts.replace(entry.account, account, next))) return apply(store, entry)
  if (entry.kind === 'certificate removed') await disown(store, entry.fingerprint)
  if (entry.kind === 'returned')
    for (const one of account.fingerprints ?? []) await disown(store, one)
  if (entry.kind === 'nick ungrouped') await release(store, [entry.nick], entry.account)
  return true
}

/** A name becomes the account's. @returns false where it is somebody else's. */
async function take(store: Store, name: string, account: string): Promise<boolean> {
  if (!(await claim(store, name, account))) return false
  await group(store, name, account)
  return true
}

/**
 * What belonged to it goes before the name does: whatever breaks off between, the next who has the
 * name reads nothing. And behind it once more, for what came while somebody was still logged in.
 */
async function remove(store: Store, account: Account): Promise<void> {
  const key = keyOf(account)
  await forgetBelongings(store, key)
  await store.accounts.remove(key)
  for (const fingerprint of account.fingerprints ?? []) await disown(store, fingerprint)
  await release(store, namesOf(account), key)
  await forgetBelongings(store, key)
}

type Making = Extract<AccountEntry, { kind: 'made' }>
type Changing = Exclude<AccountEntry, { kind: 'made' | 'removed' }>

function made({ name, at, credentials, email, unverified }: Making): Account {
  return { name, createdAt: at, credentials, email, unverified }
}

function changed(account: Account, entry: Changing): Account {
  const { fingerprints = [], nicks = [], codes = {} } = account
  switch (entry.kind) {
    case 'password':
      return { ...account, credentials: entry.credentials, codes: { ...codes, reset: undefined } }
    case 'code issued':
      return { ...account, codes: { ...codes, [entry.purpose]: entry.code } }
    case 'code failed':
      return { ...account, codes: { ...codes, [entry.purpose]: failed(codes[entry.purpose]) } }
    case 'verified':
      return { ...account, unverified: undefined, codes: { ...codes, verify: undefined } }
    case 'certificate added':
      return { ...account, fingerprints: [...new Set([...fingerprints, entry.fingerprint])] }
    case 'certificate removed':
      return { ...account, fingerprints: fingerprints.filter((one) => one !== entry.fingerprint) }
    case 'nick grouped':
      return { ...account, nicks: [...without(nicks, entry.nick), entry.nick] }
    case 'nick ungrouped':
      return { ...account, nicks: without(nicks, entry.nick) }
    case 'renamed':
      return called(account, entry.name)
    case 'returned': {
      // Nothing by which anybody came in is one any more.
      const { credentials, email } = entry
      return { ...account, credentials, email, fingerprints: [], codes: {}, totp: undefined }
    }
    case 'second factor':
      return { ...account, totp: entry.totp }
    case 'recovery used': {
      const recovery = account.totp!.recovery.filter((one) => one !== entry.hash)
      return { ...account, totp: { ...account.totp!, recovery } }
    }
    case 'joins changed':
      return { ...account, settings: { ...account.settings, autojoin: joins(account, entry) } }
    case 'setting':
      return { ...account, settings: { ...account.settings, ...entry.settings } }
    case 'email':
      return { ...account, email: entry.email, codes: { ...codes, email: undefined } }
    case 'suspended': {
      const { by, reason, at, until } = entry
      return { ...account, suspended: { by, reason, at, until } }
    }
    case 'restored':
      return { ...account, suspended: undefined }
    case 'seen':
      return { ...account, seenAt: entry.at }
  }
}

/** A grouped nick may become the name; the first name stays the first of those that it had. */
function called(account: Account, name: string): Account {
  const { formerly = [], nicks = [] } = account
  const isNew = foldAscii(account.name) !== foldAscii(name)
  const had = isNew ? [...without(formerly, account.name), account.name] : formerly
  const inOrder = formerly.length > 0 ? [formerly[0]!, ...without(had, formerly[0]!)] : had
  return { ...account, name, formerly: inOrder, nicks: without(nicks, name) }
}

function joins({ settings }: Account, { add, remove }: ChannelsJoined): string[] {
  const others = [...add, ...remove].map(foldAscii)
  const kept = (settings?.autojoin ?? []).filter((name) => !others.includes(foldAscii(name)))
  return [...kept, ...add]
}

function failed(code: Code | undefined): Code | undefined {
  return code && { ...code, tries: code.tries - 1 }
}

function without(nicks: string[], nick: string): string[] {
  return nicks.filter((one) => foldAscii(one) !== foldAscii(nick))
}

/** What others are told of an entry, if anything: nothing by which anybody could come in. */
export function newsOf({ kind, account }: AccountEntry): AccountNews | undefined {
  if (kind === 'recovery used') return undefined
  if (kind === 'seen' || kind === 'code issued' || kind === 'code failed') return undefined
  return { kind, account }
}
