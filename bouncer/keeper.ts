/**
 * Forgets what a person does not wish to keep, or may not: long after it was announced, once a day, in
 * steps on the store's thread, and it says what went. Notices wait for a device that is there.
 */
import { InTurn } from '#store/in-turn.ts'
import type { Shelf } from '#store/store.ts'
import type { Attached } from './downstream/attached.ts'
import {
  formatBytes,
  isLimit,
  type KeepRule,
  type KeepRules,
  type KeepTerms,
  limitsAnything,
  ruleOf,
  scopeOf,
  words,
} from './keep-rules.ts'
import { realmsOf } from './search.ts'
import { lines } from './service/command.ts'
import { type Kept, sum, Trimming } from './trimming.ts'
import type { User } from './user.ts'

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

/** Scopes with a rule of their own, of one person. */
export const rulesMax = 500
const pendingMax = 20
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
    const { rowsMax: rows, bytesMax: bytes } = this.#terms
    const most = rows || bytes ? `; at most ${mostText({ rows, bytes })} in all` : ''
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
      all.push(...sizes.map((size) => ({ realm, ...size })))
    }
    const scopes = Map.groupBy(all, ({ buffer }) => scopeOf(keeping.rules, buffer))
    const most = { rows: this.#terms.rowsMax, bytes: this.#terms.bytesMax }
    const limited = [...scopes].map(([scope, some]) => ({
      scope,
      some,
      rule: ruleOf(keeping.rules, scope, this.#terms),
    }))
    if (isLimit(most)) limited.push({ scope: '*', some: all, rule: most })
    for (const { scope, some, rule } of limited) this.#warn(keeping, scope, some, rule)
    if (now < (keeping.notBefore ?? 0)) return
    const gone = new Map<string, number>()
    for (const { some, rule } of limited) {
      if (isLimit(rule)) await new Trimming(this.#user, some, gone).trim(rule, now)
    }
    const rows = [...gone.values()].reduce((sum, count) => sum + count, 0)
    if (rows === 0) return
    keeping.last = { at: now, rows }
    this.#tell(keeping, goneText(rows, gone))
  }

  #warn(keeping: Keeping, scope: string, some: Kept[], rule: KeepRule): void {
    const full = fullness(some, rule)
    if (full === undefined) return
    const level = warnings.find((percent) => full.percent >= percent) ?? 0
    const before = keeping.warned?.[scope] ?? 0
    keeping.warned = { ...keeping.warned, [scope]: level }
    if (level <= before) return
    const where = scope === '*' ? 'you may keep' : `you keep of ${this.#nameOf(scope)}`
    const what = `${full.there} of the ${full.most} that ${where} are there`
    this.#tell(
      keeping,
      `${what}: when there is more, joins and the like go first, then the oldest lines`,
    )
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

function mostText({ rows, bytes }: KeepRule): string {
  const parts = [rows ? lines(rows) : '', bytes ? formatBytes(bytes) : '']
  return parts.filter(Boolean).join(' or ')
}

/** How full what has a limit is, by whichever limit is nearer; nothing where there is none. */
function fullness(some: Kept[], { rows, bytes }: KeepRule) {
  const [hasRows, hasBytes] = [sum(some, 'rows'), sum(some, 'bytes')]
  const count = (number: number) => number.toLocaleString('en')
  const ofRows = rows && {
    percent: (hasRows * 100) / rows,
    there: count(hasRows),
    most: `${count(rows)} lines`,
  }
  const ofBytes = bytes && {
    percent: (hasBytes * 100) / bytes,
    there: formatBytes(hasBytes),
    most: formatBytes(bytes),
  }
  if (!ofRows || !ofBytes) return ofRows || ofBytes || undefined
  return ofRows.percent >= ofBytes.percent ? ofRows : ofBytes
}

function goneText(rows: number, gone: Map<string, number>): string {
  const largest = [...gone].sort(([, a], [, b]) => b - a)
  const shown = largest.slice(0, namesShown).map(([name, count]) => `${name} ${count}`)
  if (largest.length > namesShown) shown.push(`${largest.length - namesShown} more windows`)
  return `Forgotten, as "history keep" says: ${lines(rows)} (${shown.join(', ')})`
}
