/**
 * All writing of accounts: an entry is data, and `apply` is the only function that changes what the
 * store knows of accounts. What numbers entries and carries them to other servers needs no more.
 */
import type { Account, Credentials, Store } from '#store/store.ts'
import type { AccountNews, Suspension } from '#wire/account.ts'
import { foldAscii } from '#wire/casemap.ts'
import { forgetBelongings } from './belongings.ts'
import { certifies, disown } from './certificates.ts'

export type AccountEntry = {
  /** The account's key: its folded name. */
  account: string
  /** Milliseconds since 1970. */
  at: number
} & (
  | { kind: 'made'; name: string; credentials: Credentials; email?: string | undefined }
  | { kind: 'password'; credentials: Credentials }
  | { kind: 'certificate added'; fingerprint: string }
  | { kind: 'certificate removed'; fingerprint: string }
  | { kind: 'email'; email?: string | undefined }
  | { kind: 'suspended'; by: string; reason: string; until?: number | undefined }
  | { kind: 'restored' }
  | { kind: 'removed' }
)

/**
 * Carries an entry out. Entries of one account are given one after the other.
 * @returns whether it happened: an account is made only where the name is free, and changed only
 *   where there is one.
 */
export async function apply(store: Store, entry: AccountEntry): Promise<boolean> {
  const { accounts } = store
  if (entry.kind === 'made') return accounts.add(entry.account, made(entry))
  const account = await accounts.get(entry.account)
  if (!account) return false
  if (entry.kind === 'removed') {
    // First the name: from here on nobody logs in, and what is left is found by its key.
    await accounts.remove(entry.account)
    for (const fingerprint of account.fingerprints ?? []) await disown(store, fingerprint)
    await forgetBelongings(store, entry.account)
    return true
  }
  if (entry.kind === 'certificate added') {
    await certifies(store, entry.fingerprint, entry.account)
  }
  await accounts.put(entry.account, changed(account, entry))
  if (entry.kind === 'certificate removed') await disown(store, entry.fingerprint)
  return true
}

type Making = Extract<AccountEntry, { kind: 'made' }>
type Changing = Exclude<AccountEntry, { kind: 'made' | 'removed' }>

function made({ name, at, credentials, email }: Making): Account {
  return { name, createdAt: at, credentials, email }
}

function changed(account: Account, entry: Changing): Account {
  const { fingerprints = [] } = account
  switch (entry.kind) {
    case 'password':
      return { ...account, credentials: entry.credentials }
    case 'certificate added':
      return { ...account, fingerprints: [...new Set([...fingerprints, entry.fingerprint])] }
    case 'certificate removed':
      return { ...account, fingerprints: fingerprints.filter((one) => one !== entry.fingerprint) }
    case 'email':
      return { ...account, email: entry.email }
    case 'suspended':
      return { ...account, suspended: suspension(entry) }
    case 'restored':
      return { ...account, suspended: undefined }
  }
}

function suspension({ by, reason, at, until }: Extract<AccountEntry, { kind: 'suspended' }>) {
  return { by, reason, at, until } satisfies Suspension
}

/** What others are told of an entry: nothing by which anybody could come in. */
export function newsOf({ kind, account }: AccountEntry): AccountNews {
  return { kind, account }
}

export function keyOf(name: string): string {
  return foldAscii(name)
}
