/** Waiting for a condition, never for a time. */
import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 25

/**
 * Settles when `done` holds.
 * @param what is waited for, as it stands in the error; a function may say how far it came
 * @throws Error after `ms` milliseconds, 20 seconds unless told.
 */
export async function until(
  what: string | (() => string),
  done: () => boolean | Promise<boolean>,
  ms = 20_000,
): Promise<void> {
  const deadline = Date.now() + ms
  while (!(await done())) {
    if (Date.now() > deadline) {
      throw new Error(`waited ${ms} ms in vain for ${typeof what === 'string' ? what : what()}`)
    }
    await sleep(pollMs)
  }
}
