/** Two ways to have the engine answer a call: on a thread of its own, or on the spot. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { Trouble } from '../trouble.ts'
import type { Call, Engine, Name, Operations, Outcome } from './engine.ts'
import type { Order, Report } from './worker.ts'

export interface Desk {
  call<N extends Name>(name: N, ...values: Parameters<Operations[N]>): Promise<Answer<N>>
  /** Settles when all calls are answered and the database is closed. */
  close(): Promise<void>
  readonly trouble: Trouble
}

type Answer<N extends Name> = ReturnType<Operations[N]>

interface Waiter {
  resolve(value: unknown): void
  reject(error: Error): void
}

/** The engine on the spot, each call a transaction of its own. */
export class InlineDesk implements Desk {
  readonly #engine: Engine
  #closed = false
  readonly trouble = new Trouble()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  async call<N extends Name>(name: N, ...values: Parameters<Operations[N]>): Promise<Answer<N>> {
    if (this.#closed) throw closedError()
    const [outcome] = this.#engine.run([[name, ...values] as unknown as Call])
    this.#engine.tend()
    return new Promise((resolve, reject) => settle({ resolve, reject } as Waiter, outcome!))
  }

  async close(): Promise<void> {
    if (!this.#closed) this.#engine.close()
    this.#closed = true
  }
}

/**
 * The engine on a thread. Calls of one turn of the event loop travel in one message; outcomes
 * come back in the order of the calls.
 */
export class ThreadDesk implements Desk {
  readonly #worker: Worker
  readonly #closeWithinMs: number
  readonly #waiting: Waiter[] = []
  #unsent: Call[] = []
  #ended: Error | undefined
  #closing: Promise<void> | undefined
  readonly trouble = new Trouble()

  /** @param worker has said that it is ready: see `open`. */
  constructor(worker: Worker, closeWithinMs: number) {
    this.#worker = worker
    this.#closeWithinMs = closeWithinMs
    worker.on('message', (report: Report) => this.#hear(report))
    worker.on('error', (error) => this.#break(error as Error))
    worker.on('exit', () => this.#break(new Error('the thread of the store has ended')))
  }

  /** @throws Error of one line when the database cannot be opened. */
  static async open(path: string, closeWithinMs: number): Promise<ThreadDesk> {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { path } })
    const [report] = (await once(worker, 'message')) as [Report]
    if ('failed' in report) {
      await worker.terminate()
      throw new Error(report.failed)
    }
    return new ThreadDesk(worker, closeWithinMs)
  }

  call<N extends Name>(name: N, ...values: Parameters<Operations[N]>): Promise<Answer<N>> {
    if (this.#ended) return Promise.reject(this.#ended)
    if (this.#closing) return Promise.reject(closedError())
    if (this.#unsent.length === 0) setImmediate(() => this.#send())
    this.#unsent.push([name, ...values] as unknown as Call)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject } as Waiter)
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    if (this.#ended) return
    this.#send()
    this.#post({ closeWithinMs: this.#closeWithinMs })
    await once(this.#worker, 'exit')
  }

  #send(): void {
    if (this.#unsent.length === 0 || this.#ended) return
    this.#post({ calls: this.#unsent })
    this.#unsent = []
  }

  #post(order: Order): void {
    this.#worker.postMessage(order)
  }

  #hear(report: Report): void {
    if ('outcomes' in report) {
      const waiters = this.#waiting.splice(0, report.outcomes.length)
      for (const [i, waiter] of waiters.entries()) settle(waiter, report.outcomes[i]!)
    } else if ('trouble' in report) {
      this.trouble.tell(report.trouble === undefined ? undefined : new Error(report.trouble))
    } else if ('closed' in report) {
      this.#end(new Error('the store was closed before the disk took this'))
    }
  }

  /** The thread is gone without having been asked to go. */
  #break(error: Error): void {
    if (this.#ended) return
    const broken = new Error(`The store has broken down: ${error.message}`, { cause: error })
    this.#end(broken)
    this.trouble.tell(broken)
  }

  #end(error: Error): void {
    this.#ended = error
    for (const waiter of this.#waiting.splice(0)) waiter.reject(error)
  }
}

function settle(waiter: Waiter, outcome: Outcome): void {
  if ('value' in outcome) waiter.resolve(outcome.value)
  else waiter.reject(new Error(outcome.refusal))
}

function closedError(): Error {
  return new Error('the store is closed')
}
