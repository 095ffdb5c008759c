/** The core's history on the store: rows go out, tickets come back, the gate opens in order. */
import type { Gate } from '#host/outbox.ts'
import { select } from '#store/select.ts'
import type { Store } from '#store/store.ts'
import type { History, KeptRow, Merged, Paged, Shown, Trace } from '../core/ports.ts'

/** Of a channel's log: what was taken away. It is forgotten with the rest, when its time has come. */
const tracesBuffer = 'redacted'

function traceRow(log: string, id: string, { at, line }: Trace): KeptRow {
  return { log, buffer: tracesBuffer, id, at, event: true, line }
}

export class StoredHistory implements History {
  readonly #store: Store
  readonly #gate: Pick<Gate, 'open'>
  readonly #fault: (error: unknown) => void
  #issued = 0
  #forgetting = 0
  #merging: Promise<unknown> = Promise.resolve()
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

  async find(log: string, buffer: string, id: string): Promise<KeptRow | undefined> {
    const place = await this.#store.log.locate(log, buffer, id)
    if (!place) return undefined
    // Nothing stands between the id and this.
    const before = { at: place.at, id: `${id}\0` }
    const where = { log, buffer, events: true, before }
    const [row] = await this.#store.log.page({ ...where, keep: 'newest', limit: 1 })
    return row?.id === id ? row : undefined
  }

  buffers(...window: Parameters<History['buffers']>) {
    return this.#store.log.buffers(...window)
  }

  search(search: Parameters<History['search']>[0]) {
    return this.#store.log.search(search)
  }

  places(...[log, after, before, limit]: Parameters<History['places']>) {
    const page = { log, buffer: '', after, before, keep: 'oldest', limit, events: true } as const
    return this.#store.log.places(page)
  }

  /** One call after the other, so that no two find the same row new. */
  merge(rows: KeptRow[]): Promise<Merged> {
    const merged = this.#merging.then(() => this.#merge(rows))
    this.#merging = merged.catch(() => {})
    return merged
  }

  async #merge(rows: KeptRow[]): Promise<Merged> {
    const { log } = this.#store
    const known = await Promise.all(rows.map((row) => log.locate(row.log, row.buffer, row.id)))
    const before = await this.#traces(rows)
    const fresh = rows.filter(({ id }, i) => !known[i] && !before.has(id))
    if (fresh.length) await log.append(fresh)
    // What was taken away just now must not have come back.
    const redacted = new Map([...before, ...(await this.#traces(fresh))])
    const back = fresh.filter(({ id }) => redacted.has(id))
    for (const row of back) await log.redact(row.log, row.buffer, row.id)
    return { fresh: fresh.filter(({ id }) => !redacted.has(id)), redacted }
  }

  async #traces(rows: KeptRow[]): Promise<Map<string, Trace>> {
    const found = await Promise.all(rows.map(({ log, id }) => this.find(log, tracesBuffer, id)))
    return new Map(found.flatMap((row) => (row ? [[row.id, row] as const] : [])))
  }

  async redact(log: string, buffer: string, id: string, trace?: Trace): Promise<boolean> {
    if (trace) await this.#store.log.append([traceRow(log, id, trace)])
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
