/** Processes on one store take turns: a change of one would undo that of another. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Shelf, Store } from '#store/store.ts'

/** A process that holds something for longer has ended. */
const turnMs = 10_000
const waitMs = 10

interface Turn {
  /** Milliseconds since 1970. */
  until: number
  /** Unlike any other: nobody ends a turn that is not theirs any more. */
  of: string
}

/** @param key what nobody else may change meanwhile @param forMs how long it may take */
export async function alone(store: Store, key: string, forMs = turnMs): Promise<AsyncDisposable> {
  const turns = store.shelf<Turn>('account-turns')
  let own: Turn | undefined
  while (!own) {
    own = await take(turns, key, forMs)
    if (!own) await sleep(waitMs)
  }
  const held = own
  return {
    async [Symbol.asyncDispose]() {
      await turns.replace(key, held)
    },
  }
}

/** One whose time is over has ended in the middle: of those who see it, one takes it over. */
async function take(turns: Shelf<Turn>, key: string, forMs: number): Promise<Turn | undefined> {
  const own = { until: Date.now() + forMs, of: randomUUID() }
  if (await turns.add(key, own)) return own
  const other = await turns.get(key)
  const isOver = other !== undefined && other.until < Date.now()
  return isOver && (await turns.replace(key, other, own)) ? own : undefined
}
