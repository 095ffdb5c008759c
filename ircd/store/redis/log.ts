/** The log on Redis. */
import { Buffer } from 'node:buffer'
import { copyRow } from '../copy-row.ts'
import { InTurn } from '../in-turn.ts'
import { scanSearch } from '../scan-search.ts'
import type {
  BufferSize,
  BufferTime,
  Found,
  Log,
  NewRow,
  Page,
  Place,
  Row,
  RowPlace,
  Search,
} from '../store.ts'
import type { Unsafe } from '../unsafe.ts'
import { bufferKeys } from './append-command.ts'
import type { Call, Carry } from './batch.ts'
import { type Command, resultOf } from './courier.ts'
import type { Desk, Enqueue } from './desk.ts'
import type { Guard } from './guard.ts'
import type { Keys, Tag } from './keys.ts'
import {
  count,
  type Entry,
  merge,
  mergePlaces,
  type PageReply,
  pageAll,
  pageWords,
  placesWords,
  readRows,
  rowOf,
  seqOf,
  sinceAll,
  sinceWords,
} from './log-reading.ts'
import type { Words } from './node.ts'
import { call } from './scripts.ts'

/** Rows in one step of forgetting. */
const forgetRows = 512

/** Commands that are sent at once where each log is asked. */
const asksAtOnce = 1_000

/**
 * For how long a registered log may stay without rows, in seconds. Whoever registers a log writes
 * to it at once; ten minutes later its name goes if it is empty.
 */
const registrationHolds = 600

/** For how many seconds the seq of a log is remembered that was forgotten as a whole. */
const seqHolds = 86_400

export class RedisLog implements Log {
  readonly #desk: Desk
  readonly #keys: Keys
  readonly #searches = new InTurn()
  readonly #guard: Guard | undefined
  readonly #unsafe: Unsafe

  /** @param guard of the logs' owner */
  constructor(desk: Desk, keys: Keys, unsafe: Unsafe, guard?: Guard) {
    this.#desk = desk
    this.#keys = keys
    this.#unsafe = unsafe
    this.#guard = guard
  }

  async append(rows: NewRow[]): Promise<number[]> {
    const ours = rows.map(copyRow)
    for (const { log } of ours) this.#own(log)
    const token = this.#guard?.fence.token
    return this.#unsafe.during(ours, () =>
      this.#call<number[]>((batch) => batch.append(ours, token)),
    )
  }

  page(page: Page): Promise<Row[]> {
    const tag = this.#own(page.log)
    if (page.limit > readRows) {
      return this.#desk.call((batch) => batch.alone((carry) => pageAll(tag, page, carry)))
    }
    const decode = (value: PageReply) => merge(page, value)
    return this.#desk.call((batch) => batch.read(tag, pageWords(tag, page), decode))
  }

  places(page: Page): Promise<RowPlace[]> {
    const tag = this.#own(page.log)
    const words = placesWords(tag, page)
    const decode = (value: PageReply) => mergePlaces(page, value)
    return this.#desk.call((batch) => batch.read(tag, words, decode))
  }

  locate(log: string, buffer: string, id: string): Promise<Place | undefined> {
    const tag = this.#own(log)
    const [, messages, events] = bufferKeys(tag, buffer)
    const decode = (at: string | null) => (at === null ? undefined : { at: Number(at), id })
    const words = call('locate', [messages, events], [id])
    return this.#desk.call((batch) => batch.read(tag, words, decode))
  }

  since(log: string, seq: number, limit: number): Promise<Row[]> {
    const tag = this.#own(log)
    if (limit > readRows) {
      return this.#desk.call((batch) =>
        batch.alone((carry) => sinceAll(tag, log, seq, limit, carry)),
      )
    }
    const words = sinceWords(tag, seq, limit)
    const decode = (entries: Entry[] | null) => (entries ?? []).map((entry) => rowOf(log, entry))
    return this.#desk.call((batch) => batch.read(tag, words, decode))
  }

  lastSeq(log: string): Promise<number> {
    return this.#desk.call(lastSeqCall(this.#own(log)))
  }

  buffers(
    log: string,
    after: number,
    before: number,
    limit: number,
    keep: Page['keep'] = 'oldest',
  ): Promise<BufferTime[]> {
    const tag = this.#own(log)
    const bounds = [`(${score(after)}`, `(${score(before)}`]
    const order = keep === 'oldest' ? bounds : [...bounds.reverse(), 'rev']
    const [from, to, ...rev] = order as [string, string, ...string[]]
    const words = ['zrange', tag.key('said'), from, to, 'byscore', ...rev]
    const all = [...words, 'limit', 0, count(limit), 'withscores']
    const decode = (flat: string[]) => {
      const found = pairs(flat).map(([buffer, at]) => ({ buffer, at: Number(at) }))
      return keep === 'newest' ? found.reverse() : found
    }
    return this.#desk.call((batch) => batch.read(tag, all, decode))
  }

  search(search: Search): Promise<Found> {
    return this.#searches.run(() => scanSearch(this, search))
  }

  latest(): Promise<number> {
    const newest = async (carry: Carry) => {
      let latest = 0
      const words = ({ key }: Tag) => ['zrange', key('any'), 0, 0, 'rev', 'withscores']
      await this.#askEach(carry, await this.#names(carry, ''), words, (_, [, at]: string[]) => {
        latest = Math.max(latest, Number(at ?? 0))
      })
      return latest
    }
    return this.#desk.call((batch) => batch.alone(newest))
  }

  logs(prefix: string): Promise<string[]> {
    return this.#desk.call((batch) =>
      batch.alone(async (carry) => {
        const full: string[] = []
        const empty: string[] = []
        const words = ({ key }: Tag) => ['xlen', key('rows')]
        await this.#askEach(carry, await this.#names(carry, prefix), words, (log, rows: number) => {
          if (rows > 0) full.push(log)
          else empty.push(log)
        })
        await carry(empty.map((log) => this.#unregister(log)))
        return full.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      }),
    )
  }

  async redact(log: string, buffer: string, id: string): Promise<boolean> {
    const tag = this.#own(log)
    const number = this.#desk.nextNumber()
    const keys = this.#keysOf(tag, buffer, number)
    const words = call('redact', keys, [number, this.#token, buffer, id, seqHolds])
    return (await this.#call(writing(tag, words))) === 1
  }

  forget(log: string, at?: number, only?: string, what?: 'events'): Promise<number> {
    const tag = this.#own(log)
    const forgetting = this.#desk.steps(async (enqueue) => {
      const lastSeq = await enqueue<number>(lastSeqCall(tag))
      const buffers = only === undefined ? await enqueue<string[]>(namesCall(tag)) : [only]
      const before = at === undefined ? '+inf' : `(${score(at)}`
      let forgotten = 0
      for (const buffer of buffers) {
        for (const kind of what === 'events' ? ([2] as const) : ([1, 2] as const)) {
          forgotten += await this.#forget(enqueue, { tag, buffer, kind, before, lastSeq })
        }
      }
      if (at === undefined && what === undefined) await this.#forgetName(enqueue, log)
      return forgotten
    })
    return this.#guard?.watch(forgetting) ?? forgetting
  }

  get #token(): number | '' {
    return this.#guard?.fence.token ?? ''
  }

  /** Shuts out the older owners of a log before it is touched. */
  #own(log: string): Tag {
    const tag = this.#keys.log(log)
    this.#guard?.first(tag, ({ token }) => {
      const words = call('raise', [tag.key('fence')], [token])
      return this.#desk.call((batch) => batch.write(tag, words, () => {}))
    })
    return tag
  }

  #call<T>(call: Call): Promise<T> {
    const called = this.#desk.call<T>(call)
    return this.#guard?.watch(called) ?? called
  }

  sizes(log: string): Promise<BufferSize[]> {
    const tag = this.#keys.log(log)
    return this.#desk.steps(async (enqueue) => {
      const names = await enqueue<string[]>(namesCall(tag))
      const sizes = await Promise.all(
        names.map(async (buffer): Promise<BufferSize> => {
          const [ids, , all] = bufferKeys(tag, buffer)
          const counted = (...words: string[]) =>
            enqueue<number>((batch) => batch.read(tag, words, (count) => Number(count ?? 0)))
          const bytes = counted('hget', tag.key('bytes'), buffer)
          const [rows, events] = await Promise.all([counted('hlen', ids), counted('zcard', all)])
          // Rows that were kept before bytes were counted are not in the sum.
          return { buffer, rows, events, bytes: Math.max(0, await bytes) }
        }),
      )
      return sizes.filter((one) => one.rows > 0).sort(byBytes)
    })
  }

  async #forget(enqueue: Enqueue, { tag, buffer, kind, before, lastSeq }: Oblivion) {
    const index = bufferKeys(tag, buffer)[kind]
    let forgotten = 0
    for (let kept = 0; ; ) {
      const number = this.#desk.nextNumber()
      const values = [number, this.#token, before, lastSeq, forgetRows, kept, buffer, seqHolds]
      const words = call('forget', [...this.#keysOf(tag, buffer, number), index], values)
      const [gone, seen] = await enqueue<[number, number]>(writing(tag, words))
      forgotten += gone
      kept += seen - gone
      if (seen < forgetRows) return forgotten
    }
  }

  #keysOf(tag: Tag, buffer: string, number: string): string[] {
    const done = `done/${number.split('/', 1)[0]}`
    return [
      ...['rows', 'seq', 'said', 'any', 'fence', 'bytes'].map(tag.key),
      ...bufferKeys(tag, buffer),
      tag.key(done),
    ]
  }

  async #forgetName(enqueue: Enqueue, log: string): Promise<void> {
    const { tag, words } = this.#unregister(log)
    const lastSeq = await enqueue<number>(lastSeqCall(this.#keys.log(log)))
    if (lastSeq === 0) await enqueue(writing(tag, words()))
  }

  #unregister(log: string): Command {
    const tag = this.#keys.registry(log)
    const words = call('unregister', [tag.key('')], [registrationHolds, log])
    return { tag, writes: true, words: () => words }
  }

  async #names(carry: Carry, prefix: string): Promise<string[]> {
    const commands = this.#keys.registries().map((tag): Command => {
      return { tag, writes: false, words: () => call('names', [tag.key('')], [prefix]) }
    })
    await carry(commands)
    return commands.flatMap((command) => resultOf(command) as string[])
  }

  async #askEach<T>(
    carry: Carry,
    logs: string[],
    words: (tag: Tag) => Words,
    hear: (log: string, value: T) => void,
  ): Promise<void> {
    for (let first = 0; first < logs.length; first += asksAtOnce) {
      const some = logs.slice(first, first + asksAtOnce)
      const commands = some.map((log): Command => {
        const tag = this.#keys.log(log)
        return { tag, writes: false, words: () => words(tag) }
      })
      await carry(commands)
      for (const [i, log] of some.entries()) hear(log, resultOf(commands[i]!) as T)
    }
  }
}

/** What is to be forgotten of one buffer: 1 means its messages, 2 its events. */
interface Oblivion {
  tag: Tag
  buffer: string
  kind: 1 | 2
  before: string
  lastSeq: number
}

function namesCall(tag: Tag): Call {
  return (batch) => batch.read(tag, ['zrange', tag.key('any'), 0, -1], (names: string[]) => names)
}

function byBytes(a: BufferSize, b: BufferSize): number {
  return Buffer.compare(Buffer.from(a.buffer), Buffer.from(b.buffer))
}

function lastSeqCall(tag: Tag): Call {
  const words = ['xrevrange', tag.key('rows'), '+', '-', 'count', 1]
  return (batch) => batch.read(tag, words, ([last]: Entry[]) => (last ? seqOf(last) : 0))
}

/** Travels by itself, since a repeated one is told by its number alone. */
function writing(tag: Tag, words: Words): Call {
  return (batch) =>
    batch.alone(async (carry) => {
      const command: Command = { tag, writes: true, words: () => words }
      await carry([command])
      return resultOf(command)
    })
}

function pairs(flat: string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i]!, flat[2 * i + 1]!])
}

function score(at: number): string {
  if (Number.isFinite(at)) return String(at)
  return at > 0 ? '+inf' : '-inf'
}
