/** Processes on one store take turns: a change of one would undo that of another. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Store } from '#store/store.ts'

/** A process that holds something for longer has ended. */
const turnMs = 10_000
const waitMs = 10

/** @param key what nobody else may change meanwhile @param forMs how long it may take */
export async function alone(store: Store, key: string, forMs = turnMs): Promise<AsyncDisposable> {
  const turns = store.shelf<{ until: number }>('account-turns')
  while (!(await turns.add(key, { until: Date.now() + forMs }))) {
    const other = await turns.get(key)
    // Its process has ended in the middle.
    if (other && other.until < Date.now()) await turns.remove(key)
    else await sleep(waitMs)
  }
  return {
    async [Symbol.asyncDispose]() {
      await turns.remove(key)
    },
  }
}
