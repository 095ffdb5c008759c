/**
 * Servers that decide, are cut off, start anew and are promoted, as chance has it. When all are linked
 * again they have the same; and whatever was promised to somebody holds, or was set aside and is listed.
 */
import assert from 'node:assert/strict'
import { openStore } from '#store/open.ts'
import type { AccountRefusal } from '#wire/account.ts'
import type { Chance } from '../../chance.ts'
import { alike, Site } from './sites.ts'

const stepsPerRun = 60
const refused: AccountRefusal = { code: 'ACCOUNT_EXISTS', text: 'taken' }
/** Nobody logs in with it: hashing passwords is not what is tried. */
const credentials = {
  scrypt: 'none',
  scram: { salt: '', iterations: 4096, storedKey: '', serverKey: '' },
}

/** @throws AssertionError that names the seed */
export async function campaign(chance: Chance): Promise<void> {
  const count = chance.int(2, 4)
  const names = Array.from({ length: count }, (_, i) => `s${i}.test`)
  const stores = await Promise.all(names.map(() => openStore('memory:')))
  const sites = await Promise.all(names.map((name, i) => Site.open(name, 's0.test', stores[i])))
  const run = new Run(sites, chance)
  try {
    run.heal()
    await alike(...sites)
    for (let step = 0; step < stepsPerRun; step++) await run.step()
    await run.settle()
    run.heal()
    await alike(...run.sites)
    await run.judge()
  } catch (error) {
    throw new Error(`seed ${chance.seed}`, { cause: error })
  } finally {
    await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()))
  }
}

class Run {
  readonly sites: Site[]
  readonly #chance: Chance
  readonly #promised = new Set<string>()
  readonly #asked = new Set<string>()
  readonly #removed: string[] = []
  readonly #faults: unknown[] = []
  #pending: Promise<void>[] = []
  #made = 0

  constructor(sites: Site[], chance: Chance) {
    this.sites = sites
    this.#chance = chance
  }

  async step(): Promise<void> {
    const chance = this.#chance
    const site = chance.pick(this.sites)
    const what = chance.int(1, 20)
    if (what <= 9) this.#wish(site)
    else if (what <= 11) this.#remove(site)
    else if (what <= 14) site.cut(chance.pick(this.sites))
    else if (what <= 17) this.#link()
    else if (what === 18 && chance.oneIn(2)) await site.replica.promote()
    else if (what === 19) await this.#restart(site)
    else await this.settle()
    for (let turns = chance.int(0, 6); turns > 0; turns--) {
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async settle(): Promise<void> {
    for (const site of this.sites) site.replica.tick(Number.MAX_SAFE_INTEGER)
    await Promise.all(this.#pending)
    this.#pending = []
  }

  /** All in one tree again. */
  heal(): void {
    while (this.#link());
  }

  async judge(): Promise<void> {
    const [first, ...others] = this.sites
    const expected = await first!.contents()
    for (const other of others) assert.equal(await other.contents(), expected, other.name)
    const there = new Set((await first!.names()).split(' ').filter(Boolean))
    const asides = (await Promise.all(this.sites.map(({ replica }) => replica.aside()))).flat()
    for (const name of this.#promised) {
      const isAside = asides.some((line) => line.includes(` made ${name} `))
      assert.ok(there.has(name) || isAside, `${name} was promised, and is nowhere`)
    }
    for (const name of there) assert.ok(this.#asked.has(name), `nobody asked for ${name}`)
    assert.deepEqual([...this.#faults, ...this.sites.flatMap(({ faults }) => faults)], [])
    const states = await Promise.all(this.sites.map(({ replica }) => replica.state()))
    assert.equal(states.filter(({ isOwn }) => isOwn).length, 1, 'one of them decides')
  }

  #wish(site: Site): void {
    const again = this.#chance.oneIn(4) ? this.#removed.at(-1) : undefined
    const name = again ?? `n${this.#made++}`
    this.#asked.add(name)
    const change = { kind: 'made', name, credentials } as const
    const wish = site.accounts.ledger.write(name, change, refused).then((refusal) => {
      // Of one that is removed and made at the same time nobody knows which was first.
      if (again) return
      if (!refusal) this.#promised.add(name)
      else if (refusal.code !== 'TEMPORARILY_UNAVAILABLE') this.#faults.push(refusal)
    })
    this.#pending.push(wish)
  }

  /** Whatever becomes of that: nobody was promised that the account stays. */
  #remove(site: Site): void {
    const name = this.#chance.pick([...this.#promised, 'nobody'])
    this.#promised.delete(name)
    this.#removed.push(name)
    const wish = site.accounts.ledger.write(name, { kind: 'removed' }, refused)
    this.#pending.push(wish.then(() => {}))
  }

  /** Two that are not of one tree. @returns whether there were any */
  #link(): boolean {
    const apart = this.sites.flatMap((one) =>
      this.sites.filter((other) => !one.reaches(other.name, one)).map((other) => [one, other]),
    )
    if (!apart.length) return false
    const [one, other] = this.#chance.pick(apart)
    one!.link(other!)
    return true
  }

  async #restart(site: Site): Promise<void> {
    for (const other of [...site.wires.keys()]) site.cut(other)
    await this.settle()
    this.#faults.push(...site.faults)
    this.sites[this.sites.indexOf(site)] = await Site.open(site.name, 's0.test', site.store)
  }
}
