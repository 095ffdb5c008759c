/**
 * A person whom nobody else writes for meanwhile, where several bouncers share the store: the import
 * takes part among them as one more, owns the person, and lets them go when it is done.
 */
import type { Store } from '#store/store.ts'
import { Tenure } from '#store/tenure.ts'

export interface Owned extends AsyncDisposable {
  /** Through which the person's log and networks are written. */
  store: Store
}

const leaseMs = 4_000

/** @throws Error of one line where a bouncer has the person */
export async function owning(store: Store, account: string): Promise<Owned> {
  const { leases } = store
  if (!leases) return { store, [Symbol.asyncDispose]: async () => {} }
  const ignored = { over: () => {}, vacancy: () => {} }
  const tenure = new Tenure({ leases, kind: 'bouncer', about: '', leaseMs }, ignored)
  await tenure.begin()
  const claim = await tenure.claim(account)
  if (!('token' in claim)) {
    await tenure.end()
    throw new Error(`a bouncer keeps ${account} online: stop the bouncers, on every machine`)
  }
  const fence = { owner: account, token: claim.token, lost: () => {} }
  return { store: leases.fence(fence), [Symbol.asyncDispose]: () => tenure.end() }
}
