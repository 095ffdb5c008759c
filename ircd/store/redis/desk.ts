/**
 * The queue of calls. One batch is under way at a time, and while Redis works on it the next one
 * gathers: a lone call goes at once, a crowd shares its journey and its fsync, no timer is needed,
 * and the order of the calls is kept without a thought.
 */
import { randomUUID } from 'node:crypto'
import { type Answer, Batch, type Call, type Carry } from './batch.ts'
import type { Courier } from './courier.ts'
import type { Keys } from './keys.ts'

interface Waiting {
  call: Call
  resolve(value: unknown): void
  reject(error: Error): void
}

/** Puts a call into the queue. */
export type Enqueue = <T>(call: Call) => Promise<T>

export class Desk {
  readonly #courier: Courier
  readonly #keys: Keys
  readonly #closeWithinMs: number
  readonly #client = randomUUID()
  readonly #queue: Waiting[] = []
  readonly #steps = new Set<Promise<unknown>>()
  #batches = 0
  #working: Promise<void> | undefined
  #closing: Promise<void> | undefined
  #ended: Error | undefined

  constructor(courier: Courier, keys: Keys, closeWithinMs: number) {
    this.#courier = courier
    this.#keys = keys
    this.#closeWithinMs = closeWithinMs
  }

  call<T>(call: Call): Promise<T> {
    if (this.#closing) return Promise.reject(new Error('the store is closed'))
    return this.#enqueue(call)
  }

  /** Work that takes several calls, one after the other. Closing waits for it. */
  async steps<T>(work: (call: Enqueue) => Promise<T>): Promise<T> {
    if (this.#closing) throw new Error('the store is closed')
    const running = work((call) => this.#enqueue(call))
    this.#steps.add(running)
    return running.finally(() => this.#steps.delete(running))
  }

  #enqueue<T>(call: Call): Promise<T> {
    if (this.#ended) return Promise.reject(this.#ended)
    const promise = new Promise<T>((resolve, reject) => {
      this.#queue.push({ call, resolve, reject } as Waiting)
    })
    this.#working ??= this.#work()
    return promise
  }

  /** A name that no other call has, so that Redis knows a repeated one. */
  nextNumber(): string {
    return `${this.#client}/${++this.#batches}`
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#courier.giveUpWithin(this.#closeWithinMs)
    await Promise.allSettled(this.#steps)
    await this.#working
    this.#ended ??= new Error('the store is closed')
    this.#courier.close()
  }

  /** Begins when this turn of the event loop is over, with all that was called in it. */
  async #work(): Promise<void> {
    await new Promise(setImmediate)
    while (this.#queue.length > 0) {
      const batch = new Batch(this.#keys, this.nextNumber())
      const carried = this.#gather(batch)
      try {
        await this.#courier.carry(batch.commands)
        for (const [waiting, answer] of carried) await settle(waiting, answer, this.#carry)
      } catch (error) {
        this.#end(error as Error)
        for (const [waiting] of carried) waiting.reject(this.#ended!)
      }
    }
    this.#working = undefined
  }

  #carry: Carry = (commands) => this.#courier.carry(commands)

  #gather(batch: Batch): [Waiting, Answer][] {
    const carried: [Waiting, Answer][] = []
    let taken = 0
    for (const waiting of this.#queue) {
      const answer = waiting.call(batch)
      if (!answer) break
      taken++
      carried.push([waiting, answer])
    }
    this.#queue.splice(0, taken)
    return carried
  }

  #end(cause: Error): void {
    const reason = this.#closing
      ? 'the store was closed before Redis took this'
      : `The store has broken down: ${cause.message}`
    this.#ended = new Error(reason, { cause })
    if (!this.#closing) this.#courier.trouble.tell(this.#ended)
    for (const waiting of this.#queue.splice(0)) waiting.reject(this.#ended)
  }
}

/** @throws Error when the time to give up has come while a lone call was at work. */
async function settle(waiting: Waiting, answer: Answer, carry: Carry): Promise<void> {
  let gaveUp: unknown
  const listening: Carry = (commands) =>
    carry(commands).catch((error) => {
      gaveUp = error
      throw error
    })
  try {
    waiting.resolve(await answer(listening))
  } catch (error) {
    if (gaveUp) throw error
    waiting.reject(error as Error)
  }
}
