/** The core's history on the store: rows go out, tickets come back, the gate opens in order. */
import type { Gate } from '#host/outbox.ts'
import { select } from '#store/select.ts'
import type { Store } from '#store/store.ts'
import type { History, KeptRow, Paged, Shown } from '../core/ports.ts'

const sameTimeMax = 100

export class StoredHistory implements History {
  readonly #store: Store
  readonly #gate: Pick<Gate, 'open'>
  readonly #fault: (error: unknown) => void
  #issued = 0
  #forgetting = 0
  #settled: Promise<unknown> = Promise.resolve()

  constructor(store: Store, gate: Pick<Gate, 'open'>, fault: (error: unknown) => void) {
    this.#store = store
    this.#gate = gate
    this.#fault = fault
  }

  /** Appends settle in the order of the calls, so that the gate only ever opens further. */
  keep(rows: KeptRow[]): number {
    const ticket = ++this.#issued
    this.#settled = this.#store.log.append(rows).then(
      () => this.#gate.open(ticket),
      // Only a store that closes rejects: what is not safe is then shown to nobody.
      (error) => this.#fault(error),
    )
    return ticket
  }

  select(where: Shown, selector: Paged) {
    return select(this.#store.log, where, selector)
  }

  /** The rows of one log that share a millisecond are few. */
  async find(log: string, buffer: string, id: string): Promise<KeptRow | undefined> {
    const place = await this.#store.log.locate(log, buffer, id)
    if (!place) return undefined
    const after = { at: place.at - 1 }
    const where = { log, buffer, events: true, after, before: { at: place.at + 1 } }
    const rows = await this.#store.log.page({ ...where, keep: 'oldest', limit: sameTimeMax })
    return rows.find((row) => row.id === id)
  }

  buffers(...window: Parameters<History['buffers']>) {
    return this.#store.log.buffers(...window)
  }

  search(search: Parameters<History['search']>[0]) {
    return this.#store.log.search(search)
  }

  redact(log: string, buffer: string, id: string): Promise<boolean> {
    return this.#store.log.redact(log, buffer, id)
  }

  logs(prefix: string): Promise<string[]> {
    return this.#store.log.logs(prefix)
  }

  async forget(log: string, before?: number | undefined): Promise<void> {
    this.#forgetting++
    try {
      await this.#store.log.forget(log, before)
    } finally {
      this.#forgetting--
    }
  }

  /** Something is still being forgotten: a store that is closed meanwhile refuses the rest of it. */
  get busy(): boolean {
    return this.#forgetting > 0
  }

  /** Forgets what is older, in the logs that are ours. */
  async expire(before: number): Promise<void> {
    for (const kind of ['channel/', 'talk/']) {
      for (const log of await this.#store.log.logs(kind)) {
        await this.#store.log.forget(log, before)
      }
    }
  }

  /** Settles when every row that was given so far is safe. */
  get settled(): Promise<unknown> {
    return this.#settled
  }
}
