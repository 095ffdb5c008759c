/** Who a device has proved to be, and where it wants to go. */
import { keyProved, type Proof } from '#wire/account.ts'
import type { Login } from '#wire/sasl.ts'

/** @returns the login with the account's key, or nothing where it may not come in. */
export function loginOf(proof: Proof, claimed: Login): Login | undefined {
  return proof && 'proved' in proof ? { ...claimed, user: keyProved(proof) } : undefined
}
