/** The interface of the store, spoken by the SQLite engine. */
import { copyRow } from '../copy-row.ts'
import { InTurn } from '../in-turn.ts'
import { endOf } from '../scan-search.ts'
import type {
  Account,
  ChannelRecord,
  Cursor,
  Found,
  Log,
  NetworkRecord,
  NewRow,
  Row,
  Search,
  Shelf,
  Store,
} from '../store.ts'
import type { Trouble } from '../trouble.ts'
import { Unsafe } from '../unsafe.ts'
import { openMemory } from './database.ts'
import { type Desk, InlineDesk, ThreadDesk } from './desk.ts'
import { Engine } from './engine.ts'
import type { LateStep, Look } from './finder.ts'

/** Rows in one step of forgetting: about as long as other writes may have to wait, 20 ms. */
const FORGET_ROWS = 96

/** @throws Error of one line that names the file and says what to do. */
export async function openSqlite(path: string, closeWithinMs: number): Promise<Store> {
  return new SqliteStore(await ThreadDesk.open(path, closeWithinMs))
}

export function openInMemory(): Store {
  return new SqliteStore(new InlineDesk(new Engine(openMemory())))
}

class SqliteStore implements Store {
  readonly leases = undefined
  readonly #desk: Desk
  readonly log: Log
  readonly accounts: Shelf<Account>
  readonly channels: Shelf<ChannelRecord>
  readonly networks: Shelf<NetworkRecord>
  readonly cursors: Shelf<Cursor>
  readonly #searches = new InTurn()
  readonly unsafe = new Unsafe()

  constructor(desk: Desk) {
    this.#desk = desk
    this.log = {
      append: (rows) => this.#append(rows),
      page: (page) => desk.call('page', page),
      places: (page) => desk.call('places', page),
      locate: (log, buffer, id) => desk.call('locate', log, buffer, id),
      since: (log, seq, limit) => desk.call('since', log, seq, limit),
      lastSeq: (log) => desk.call('lastSeq', log),
      buffers: (...window) => desk.call('buffers', ...window),
      search: (search) => this.#searches.run(() => this.#search(search)),
      latest: () => desk.call('latest'),
      logs: (prefix) => desk.call('logs', prefix),
      redact: (log, buffer, id) => desk.call('redact', log, buffer, id),
      forget: (...what) => this.#forget(...what),
      sizes: (log) => desk.call('sizes', log),
    }
    this.accounts = shelf(desk, 'accounts')
    this.channels = shelf(desk, 'channels')
    this.networks = shelf(desk, 'networks')
    this.cursors = shelf(desk, 'cursors')
  }

  shelf<T>(name: string): Shelf<T> {
    return shelf(this.#desk, name)
  }

  shelves(): Promise<string[]> {
    return this.#desk.call('shelves')
  }

  get trouble(): Trouble {
    return this.#desk.trouble
  }

  async #append(rows: NewRow[]): Promise<number[]> {
    const ours = rows.map(copyRow)
    return this.unsafe.during(ours, () => this.#desk.call('append', ours))
  }

  async #search({ places, ...search }: Search): Promise<Found> {
    let found: Row[] = []
    for (const place of places) {
      const look: Look = { ...search, ...place }
      // First what the index has not: should it take rows in meanwhile, they are found twice.
      const tail = await this.#desk.call('findTail', look)
      const known = new Set(tail.map(({ seq }) => seq))
      const add = (rows: Row[]) => {
        const fresh = rows.filter(({ seq }) => !known.has(seq))
        if (fresh.length > 0) found = endOf([...found, ...fresh], search)
      }
      found = endOf([...found, ...tail], search)
      add(await this.#desk.call('find', look))
      for (let next: number | undefined = 0; next !== undefined; ) {
        const step: LateStep = await this.#desk.call('findLate', look, next)
        add(step.rows)
        next = step.next
      }
    }
    return { rows: found, isComplete: true }
  }

  async #forget(...[log, at, buffer, kind]: Parameters<Log['forget']>): Promise<number> {
    const lastSeq = await this.#desk.call('lastSeq', log)
    const step = {
      log,
      buffer: buffer ?? null,
      at: at ?? Number.POSITIVE_INFINITY,
      lastSeq,
      limit: FORGET_ROWS,
      isEventsOnly: kind === 'events',
    }
    for (let forgotten = 0; ; ) {
      const rows = await this.#desk.call('forget', step)
      forgotten += rows
      if (rows < FORGET_ROWS) return forgotten
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#desk.close()
  }
}

/** Values cross as JSON text: what the caller changes afterwards stays the caller's. */
function shelf<T>(desk: Desk, name: string): Shelf<T> {
  return {
    async get(key) {
      const json = await desk.call('get', name, key)
      return json === undefined ? undefined : (JSON.parse(json) as T)
    },
    add: async (key, value) => desk.call('add', name, key, JSON.stringify(value)),
    put: async (key, value) => desk.call('put', name, key, JSON.stringify(value)),
    replace: async (key, was, value) => {
      const next = value === undefined ? undefined : JSON.stringify(value)
      return desk.call('replace', name, key, JSON.stringify(was), next)
    },
    remove: (key) => desk.call('remove', name, key),
    async list(prefix = '') {
      const found = await desk.call('list', name, prefix)
      return found.map(([key, json]) => [key, JSON.parse(json) as T])
    },
  }
}
