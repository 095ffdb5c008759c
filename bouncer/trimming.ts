/**
 * Takes from some of a person's windows what is too old or too much. Where it is too much, joins and
 * the like go first, the oldest first; then the oldest messages.
 */
import type { BufferSize, Page, Place } from '#store/store.ts'
import type { KeepRule } from './keep-rules.ts'
import type { Realm } from './search.ts'
import type { User } from './user.ts'
import { targetIn } from './windows.ts'

/** One window, and how much there is of it. */
export interface Kept extends BufferSize {
  realm: Realm
}

/** Where a window begins: what comes next stands at the end. */
interface Head {
  kept: Kept
  places: (Place & { bytes: number })[]
}

type Kind = 'events' | undefined

/** How much is too much. */
interface Over {
  rows: number
  bytes: number
}

/** Rows that are looked at to find where to cut; then the next as many. */
const cutRows = 20_000
const pageRows = 200

export class Trimming {
  readonly #user: User
  readonly #some: Kept[]
  readonly #gone: Map<string, number>

  /** @param gone counts what went, by the window's name */
  constructor(user: User, some: Kept[], gone: Map<string, number>) {
    this.#user = user
    this.#some = some
    this.#gone = gone
  }

  async trim(rule: KeepRule, now: number): Promise<void> {
    if (rule.ms) await this.#forget(now - rule.ms, undefined)
    for (const kind of ['events', undefined] as const) {
      // What came meanwhile is not counted: should the count not fall, the next day will tell.
      while (isOver(this.#over(rule)) && (await this.#cut(this.#over(rule), kind)));
    }
  }

  #over({ rows, bytes }: KeepRule): Over {
    return {
      rows: rows ? sum(this.#some, 'rows') - rows : 0,
      bytes: bytes ? sum(this.#some, 'bytes') - bytes : 0,
    }
  }

  /** @returns whether there is less now. */
  async #cut(over: Over, kind: Kind): Promise<boolean> {
    const at = await this.#end(over, kind)
    const before = sum(this.#some, 'rows')
    if (at !== undefined) await this.#forget(at + 1, kind)
    return sum(this.#some, 'rows') < before
  }

  async #forget(before: number, kind: Kind): Promise<void> {
    const { log } = this.#user.setting.store
    for (const { realm, buffer } of this.#some) {
      const count = await log.forget(realm.log, before, buffer, kind)
      const name = `${targetIn(buffer)} on ${realm.seat?.name ?? realm.id}`
      if (count > 0) this.#gone.set(name, (this.#gone.get(name) ?? 0) + count)
    }
    await this.#measure()
  }

  /** Looks again how much there is: a window that is empty is on no list. */
  async #measure(): Promise<void> {
    const { log } = this.#user.setting.store
    for (const name of new Set(this.#some.map(({ realm }) => realm.log))) {
      const sizes = new Map((await log.sizes(name)).map((size) => [size.buffer, size]))
      for (const kept of this.#some.filter(({ realm }) => realm.log === name)) {
        const nothing = { buffer: kept.buffer, rows: 0, events: 0, bytes: 0 }
        Object.assign(kept, sizes.get(kept.buffer) ?? nothing)
      }
    }
  }

  /** The time of the last of the oldest rows that are together too much. */
  async #end(over: Over, kind: Kind): Promise<number | undefined> {
    const heads: Head[] = []
    for (const kept of this.#some) heads.push(await this.#headOf(kept, kind, undefined))
    let newest: number | undefined
    const left = { ...over }
    for (let taken = 0; taken < cutRows && isOver(left); taken++) {
      let best: Head | undefined
      for (const head of heads) {
        const at = head.places.at(-1)?.at
        if (at !== undefined && at < (best?.places.at(-1)?.at ?? Infinity)) best = head
      }
      const place = best?.places.pop()
      if (!best || !place) break
      newest = place.at
      left.rows--
      left.bytes -= place.bytes
      if (best.places.length > 0) continue
      // Only who has been read to the end of a page is asked for another.
      Object.assign(best, await this.#headOf(best.kept, kind, place))
    }
    return newest
  }

  async #headOf(kept: Kept, kind: Kind, after: Place | undefined): Promise<Head> {
    const { log } = this.#user.setting.store
    const { realm, buffer } = kept
    const events: Page['events'] = kind === 'events' ? 'only' : true
    const where = { log: realm.log, buffer, keep: 'oldest' as const, events }
    const rows = await log.page({ ...where, after, limit: pageRows })
    const places = rows.map(({ at, id, line }) => ({ at, id, bytes: Buffer.byteLength(line) }))
    return { kept, places: places.reverse() }
  }
}

export function sum(some: Kept[], what: 'rows' | 'bytes'): number {
  return some.reduce((total, kept) => total + kept[what], 0)
}

function isOver({ rows, bytes }: Over): boolean {
  return rows > 0 || bytes > 0
}
