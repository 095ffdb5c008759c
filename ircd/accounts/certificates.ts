/**
 * Whose certificate is whose. An account lists its own; the shelf `certificates` finds the account
 * by the fingerprint and is only believed where the account agrees.
 */
import type { Account, Store } from '#store/store.ts'

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

export function certifies(store: Store, fingerprint: string, account: string): Promise<void> {
  return shelf(store).put(fingerprint, { account })
}

export async function disown(store: Store, fingerprint: string): Promise<void> {
  await shelf(store).remove(fingerprint)
}

function shelf(store: Store) {
  return store.shelf<Certificate>('certificates')
}
