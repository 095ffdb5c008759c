/**
 * Whose certificate is whose. An account lists its own; the shelf `certificates` finds the account
 * by the fingerprint and is only believed where the account agrees.
 */
import { foldAscii } from '#wire/casemap.ts'
import type { Account, Store } from './store.ts'

/** Where a fingerprint leads. */
interface Certificate {
  /** The key of the account. */
  account: string
}

/** @returns the account that a client with this certificate may be. */
export async function certifiedAccount(
  store: Store,
  fingerprint: string,
): Promise<Account | undefined> {
  const found = await shelf(store).get(fingerprint)
  const account = found && (await store.accounts.get(found.account))
  return account?.fingerprints?.includes(fingerprint) ? account : undefined
}

/**
 * Who shows the certificate from now on is the account.
 * @param text SHA-256 in hexadecimal, colons allowed
 * @returns the fingerprint as it is kept.
 * @throws Error of one line when it is none, or it is some account's already.
 */
export async function addCertificate(store: Store, account: Account, text: string) {
  const fingerprint = readFingerprint(text)
  const owner = await certifiedAccount(store, fingerprint)
  if (owner) throw new Error(`the certificate is ${owner.name}'s already`)
  const { fingerprints = [] } = account
  await shelf(store).put(fingerprint, { account: foldAscii(account.name) })
  await keep(store, account, [...new Set([...fingerprints, fingerprint])])
  return fingerprint
}

/**
 * Who is connected stays.
 * @returns the fingerprint as it was kept.
 * @throws Error of one line when it is none, or not one of the account's.
 */
export async function removeCertificate(store: Store, account: Account, text: string) {
  const fingerprint = readFingerprint(text)
  const { name, fingerprints = [] } = account
  if (!fingerprints.includes(fingerprint)) throw new Error(`${name} has no such certificate`)
  await keep(
    store,
    account,
    fingerprints.filter((each) => each !== fingerprint),
  )
  await shelf(store).remove(fingerprint)
  return fingerprint
}

/** For an account that is about to be forgotten. */
export async function forgetCertificates(store: Store, { fingerprints = [] }: Account) {
  for (const fingerprint of fingerprints) await shelf(store).remove(fingerprint)
}

function shelf(store: Store) {
  return store.shelf<Certificate>('certificates')
}

function keep(store: Store, account: Account, fingerprints: string[]): Promise<void> {
  return store.accounts.put(foldAscii(account.name), { ...account, fingerprints })
}

function readFingerprint(text: string): string {
  const fingerprint = text.replaceAll(':', '').toLowerCase()
  if (/^[0-9a-f]{64}$/.test(fingerprint)) return fingerprint
  throw new Error(`${JSON.stringify(text)} is not the SHA-256 of a certificate in hexadecimal`)
}
