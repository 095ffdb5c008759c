/** When an account ends by itself. */
import type { Account } from '#store/store.ts'

/** How many times as long as others somebody on vacation may not be here. */
const vacations = 3

/**
 * Whether nobody has used it since a time. Who said that it goes away may stay away for three times
 * as long; who is suspended could not come: the name is not to be had by waiting.
 */
export function isUnused(account: Account, since: number | undefined, now: number): boolean {
  const { seenAt = 0, createdAt, suspended, settings } = account
  if (since === undefined || suspended !== undefined || settings?.hold === true) return false
  const used = Math.max(seenAt, createdAt)
  const { vacationAt = 0 } = settings ?? {}
  const isAway = vacationAt >= used && vacationAt > now - vacations * (now - since)
  return used < since && !isAway
}

/** Whether it was to be verified by now. @param codeMs how long a code is good */
export function isLate({ unverified, codes, createdAt }: Account, codeMs: number, now: number) {
  return unverified === true && (codes?.verify?.until ?? createdAt + codeMs) <= now
}
