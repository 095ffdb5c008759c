/** Processes on one store take turns: a change of one would undo that of another. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Shelf, Store } from '#store/store.ts'

/** A process that has not said for so long that it is still at it has ended. */
const turnMs = 10_000
const waitMs = 10

interface Turn {
  /** Milliseconds since 1970. */
  until: number
  /** Unlike any other: nobody ends a turn that is not theirs any more. */
  of: string
}

/** @param key what nobody else may change meanwhile, however long it takes */
export async function alone(store: Store, key: string): Promise<AsyncDisposable> {
  const turns = store.shelf<Turn>('account-turns')
  let own: Turn | undefined
  while (!own) {
    own = await take(turns, key)
    if (!own) await sleep(waitMs)
  }
  return holding(turns, key, own)
}

/** A store that fails just now may be there the next time; if not, the turn ends by itself. */
function holding(turns: Shelf<Turn>, key: string, taken: Turn): AsyncDisposable {
  let own = taken
  let renewed: Promise<void> = Promise.resolve()
  const renew = async () => {
    const next = { ...own, until: Date.now() + turnMs }
    if (await turns.replace(key, own, next)) own = next
  }
  const renewing = setInterval(() => {
    renewed = renewed.then(renew).catch(() => {})
  }, turnMs / 3)
  renewing.unref()
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(renewing)
      await renewed
      await turns.replace(key, own)
    },
  }
}

/** One whose time is over has ended in the middle: of those who see it, one takes it over. */
async function take(turns: Shelf<Turn>, key: string): Promise<Turn | undefined> {
  const own = { until: Date.now() + turnMs, of: randomUUID() }
  if (await turns.add(key, own)) return own
  const other = await turns.get(key)
  const isOver = other !== undefined && other.until < Date.now()
  return isOver && (await turns.replace(key, other, own)) ? own : undefined
}
