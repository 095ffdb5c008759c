/**
 * Forgets what a person does not wish to keep, or may not: long after it was announced, once a day, in
 * steps on the store's thread, and it says what went. Notices wait for a device that is there.
 */
import { InTurn } from '#store/in-turn.ts'
import type { Place, Shelf } from '#store/store.ts'
import type { Attached } from './downstream/attached.ts'
import {
  isLimit,
  type KeepRule,
  type KeepRules,
  type KeepTerms,
  limitsAnything,
  ruleOf,
  scopeOf,
  words,
} from './keep-rules.ts'
import { type Realm, realmsOf } from './search.ts'
import { lines } from './service/command.ts'
import type { User } from './user.ts'
import { targetIn } from './windows.ts'

interface Keeping {
  rules: KeepRules
  /** The rules, of both sides, that the person was told of. */
  told?: string | undefined
  /** Nothing goes before, in milliseconds since 1970. */
  notBefore?: number | undefined
  /** When it was looked at last. */
  ranAt?: number | undefined
  /** The percentage that was announced, by scope. */
  warned?: Record<string, number> | undefined
  /** What went last. */
  last?: { at: number; rows: number } | undefined
  /** Notices for the next device. */
  pending?: string[] | undefined
}

interface Kept {
  realm: Realm
  buffer: string
  rows: number
}

/** Where a buffer begins: what comes next stands at the end. */
interface Head {
  kept: Kept
  places: Place[]
}

/** Scopes with a rule of their own, of one person. */
export const rulesMax = 500
const pendingMax = 20
/** Rows that are looked at to find where to cut; then the next as many. */
const cutRows = 20_000
const pageRows = 200
const namesShown = 5

/** Of a limit, in percent: told from here on. */
const warnings = [90, 80]

export class Keeper {
  readonly #user: User
  readonly #shelf: Shelf<Keeping>
  readonly #work = new InTurn()
  #hasPending = true

  constructor(user: User) {
    this.#user = user
    this.#shelf = user.setting.store.shelf('keeping')
  }

  /** What holds now, for each scope that has a rule, that of all first. */
  async rules(): Promise<[scope: string, rule: KeepRule][]> {
    const { rules } = await this.#load()
    const scopes = ['', ...Object.keys(rules).filter(Boolean).sort()]
    return scopes.map((scope) => [scope, ruleOf(rules, scope, this.#terms)])
  }

  /** @returns when lines may go first, and what went last. */
  async state(): Promise<Pick<Keeping, 'notBefore' | 'last'>> {
    return this.#load()
  }

  /**
   * @param rule nothing takes a rule back
   * @returns when lines may go first; nothing where there are `rulesMax` rules already.
   */
  set(scope: string, rule: KeepRule | undefined): Promise<number | undefined> {
    return this.#work.run(async () => {
      const keeping = await this.#load()
      const isMore = rule !== undefined && keeping.rules[scope] === undefined
      if (isMore && Object.keys(keeping.rules).length >= rulesMax) return undefined
      if (rule) keeping.rules[scope] = rule
      else delete keeping.rules[scope]
      keeping.told = this.#fingerprint(keeping.rules)
      keeping.notBefore = Date.now() + this.#user.setting.timing.keepGraceMs
      keeping.warned = {}
      await this.#save(keeping)
      return keeping.notBefore
    })
  }

  /** To be called now and then: does what there is to do, once a day. */
  run(): Promise<void> {
    return this.#work.run(() => this.#run(Date.now()))
  }

  /** A device is there: it hears what was to be said. */
  async greet(device: Attached): Promise<void> {
    if (!this.#hasPending) return
    await this.#work.run(async () => {
      const keeping = await this.#load()
      for (const text of keeping.pending ?? []) device.notice(text)
      this.#hasPending = false
      if (keeping.pending?.length) await this.#save({ ...keeping, pending: [] })
    })
  }

  async #run(now: number): Promise<void> {
    const { timing } = this.#user.setting
    const keeping = await this.#load()
    if ((keeping.ranAt ?? 0) + timing.keepEveryMs > now) return
    const isNew = keeping.told !== this.#fingerprint(keeping.rules)
    const isLimited = limitsAnything(keeping.rules, this.#terms)
    if (!isLimited && (!isNew || keeping.told === undefined)) return
    keeping.ranAt = now
    if (isNew) this.#announce(keeping, now, isLimited)
    if (isLimited) await this.#look(keeping, now)
    await this.#save(keeping)
  }

  /** The operator's rules are others than before. */
  #announce(keeping: Keeping, now: number, isLimited: boolean): void {
    keeping.told = this.#fingerprint(keeping.rules)
    keeping.notBefore = now + this.#user.setting.timing.keepGraceMs
    if (!isLimited) return this.#tell(keeping, 'What was said is kept for ever from now on')
    const { rowsMax } = this.#terms
    const most = rowsMax ? `; at most ${rowsMax.toLocaleString('en')} lines in all` : ''
    const rule = words(ruleOf(keeping.rules, '', this.#terms))
    this.#tell(
      keeping,
      `What was said is kept ${rule}${most}. Nothing goes before ${dateOf(keeping.notBefore)}: ` +
        'see "history keep", and "history export" of your operator',
    )
  }

  async #look(keeping: Keeping, now: number): Promise<void> {
    const all: Kept[] = []
    for (const realm of await realmsOf(this.#user)) {
      const sizes = await this.#user.setting.store.log.sizes(realm.log)
      all.push(...sizes.map(({ buffer, rows }) => ({ realm, buffer, rows })))
    }
    const scopes = Map.groupBy(all, ({ buffer }) => scopeOf(keeping.rules, buffer))
    const { rowsMax } = this.#terms
    const limited = [...scopes].map(([scope, some]) => ({
      scope,
      some,
      rule: ruleOf(keeping.rules, scope, this.#terms),
    }))
    if (rowsMax) limited.push({ scope: '*', some: all, rule: { rows: rowsMax } })
    for (const { scope, some, rule } of limited) this.#warn(keeping, scope, some, rule)
    if (now < (keeping.notBefore ?? 0)) return
    const gone = new Map<string, number>()
    for (const { some, rule } of limited) if (isLimit(rule)) await this.#trim(some, rule, now, gone)
    const rows = [...gone.values()].reduce((sum, count) => sum + count, 0)
    if (rows === 0) return
    keeping.last = { at: now, rows }
    this.#tell(keeping, goneText(rows, gone))
  }

  #warn(keeping: Keeping, scope: string, some: Kept[], { rows: max }: KeepRule): void {
    if (!max) return
    const rows = sum(some)
    const level = warnings.find((percent) => rows * 100 >= max * percent) ?? 0
    const before = keeping.warned?.[scope] ?? 0
    keeping.warned = { ...keeping.warned, [scope]: level }
    if (level <= before) return
    const where = scope === '*' ? 'you may keep' : `you keep of ${this.#nameOf(scope)}`
    const count = (number: number) => number.toLocaleString('en')
    const what = `${count(rows)} of the ${count(max)} lines that ${where} are there`
    this.#tell(keeping, `${what}: when there are more, the oldest go`)
  }

  async #trim(some: Kept[], rule: KeepRule, now: number, gone: Map<string, number>): Promise<void> {
    const { log } = this.#user.setting.store
    const forget = async (before: number) => {
      for (const kept of some) {
        const count = await log.forget(kept.realm.log, before, kept.buffer)
        kept.rows -= count
        const name = `${targetIn(kept.buffer)} on ${kept.realm.seat?.name ?? kept.realm.id}`
        if (count > 0) gone.set(name, (gone.get(name) ?? 0) + count)
      }
    }
    if (rule.ms) await forget(now - rule.ms)
    for (let over = overOf(some, rule); over > 0; over = overOf(some, rule)) {
      const cut = await this.#oldest(some, Math.min(over, cutRows))
      const before = sum(some)
      if (cut !== undefined) await forget(cut + 1)
      // What came meanwhile is not counted: should the count not fall, the next day will tell.
      if (sum(some) === before) return
    }
  }

  /** The time of the last of the `count` oldest rows of some buffers. */
  async #oldest(some: Kept[], count: number): Promise<number | undefined> {
    const heads: Head[] = []
    for (const kept of some) heads.push(await this.#headOf(kept, undefined))
    let newest: number | undefined
    for (let taken = 0; taken < count; taken++) {
      let best: Head | undefined
      for (const head of heads) {
        const at = head.places.at(-1)?.at
        if (at !== undefined && at < (best?.places.at(-1)?.at ?? Infinity)) best = head
      }
      const place = best?.places.pop()
      if (!best || !place) break
      newest = place.at
      if (best.places.length > 0) continue
      // Only who has been read to the end of a page is asked for another.
      Object.assign(best, await this.#headOf(best.kept, place))
    }
    return newest
  }

  async #headOf(kept: Kept, after: Place | undefined): Promise<Head> {
    const where = {
      log: kept.realm.log,
      buffer: kept.buffer,
      keep: 'oldest' as const,
      events: true,
    }
    const rows = await this.#user.setting.store.log.page({ ...where, after, limit: pageRows })
    return { kept, places: rows.map(({ at, id }) => ({ at, id })).reverse() }
  }

  #nameOf(scope: string): string {
    if (scope === '') return 'all'
    const [id = '', ...target] = scope.split('/')
    const network = this.#user.seats.get(id)?.name ?? id
    return target.length > 0 ? `${target.join('/')} on ${network}` : network
  }

  #tell(keeping: Keeping, text: string): void {
    const devices = [...this.#user.seats.values()].flatMap((seat) => [...seat.devices])
    for (const device of devices) device.notice(text)
    if (devices.length > 0) return
    keeping.pending = [...(keeping.pending ?? []), text].slice(-pendingMax)
    this.#hasPending = true
  }

  get #terms(): KeepTerms {
    return this.#user.setting.keep
  }

  #fingerprint(rules: KeepRules): string {
    return JSON.stringify([rules, this.#terms])
  }

  async #load(): Promise<Keeping> {
    return (await this.#shelf.get(this.#user.account)) ?? { rules: {} }
  }

  #save(keeping: Keeping): Promise<void> {
    return this.#shelf.put(this.#user.account, keeping)
  }
}

export function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

function sum(some: Kept[]): number {
  return some.reduce((total, { rows }) => total + rows, 0)
}

function overOf(some: Kept[], { rows }: KeepRule): number {
  return rows ? sum(some) - rows : 0
}

function goneText(rows: number, gone: Map<string, number>): string {
  const largest = [...gone].sort(([, a], [, b]) => b - a)
  const shown = largest.slice(0, namesShown).map(([name, count]) => `${name} ${count}`)
  if (largest.length > namesShown) shown.push(`${largest.length - namesShown} more windows`)
  return `Forgotten, as "history keep" says: ${lines(rows)} (${shown.join(', ')})`
}
