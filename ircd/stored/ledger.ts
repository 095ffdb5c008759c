/** The part that this server has in what several decide together. */
import type { LocalAccounts } from '#accounts/local.ts'
import { Replica, type ReplicaTerms } from '#accounts/replication/replica.ts'
import { Share } from '#accounts/replication/share.ts'
import type { Ground } from '#host/house.ts'
import type { Store } from '#store/store.ts'

/** @returns nothing where the configuration names no authority: accounts are this server's alone */
export async function openLedger(
  accounts: LocalAccounts,
  store: Store,
  { log }: Ground,
  terms: Pick<ReplicaTerms, 'now' | 'tell'>,
): Promise<Replica | undefined> {
  const { share } = accounts.ledger
  if (!share) {
    if (await Share.end(store))
      log.warn('accounts are shared no longer: they are this server’s own')
    return undefined
  }
  const fault = (err: unknown) => log.error({ err, about: 'accounts' }, 'fault')
  const replica = new Replica({ ...terms, share, fault })
  await replica.open()
  return replica
}
