/** One person: their networks, and whoever of theirs wants to hear of these. */
import { randomBytes } from 'node:crypto'
import type { NetworkRecord, UpstreamRecord } from '#store/store.ts'
import { foldAscii } from '#wire/casemap.ts'
import { Keeper } from './keeper.ts'
import { Pushes } from './push/pushes.ts'
import { Seat } from './seat.ts'
import type { Setting } from './setting.ts'

/** A connection that is told when a network comes, changes or goes. */
export interface Watcher {
  networkChanged(seat: Seat): void
  networkRemoved(id: string): void
}

export class User {
  readonly setting: Setting
  /** The account's key, which stays whatever the account is called. */
  readonly account: string
  /** As its owner spells it. */
  name: string
  /** By the networks' ids; the home network is first, and always there. */
  readonly seats = new Map<string, Seat>()
  readonly keeper: Keeper
  readonly pushes: Pushes
  readonly #watchers = new Set<Watcher>()

  constructor(setting: Setting, account: string, name: string) {
    this.setting = setting
    this.account = account
    this.name = name
    this.keeper = new Keeper(this)
    this.pushes = new Pushes(this)
  }

  /** Takes a person onto their networks. @param nick for one who was never here */
  static async open(setting: Setting, account: string, nick: string): Promise<User> {
    const name = (await setting.store.accounts.get(account))?.name ?? account
    const user = new User(setting, account, name)
    try {
      await user.#begin(nick)
    } catch (error) {
      // Whoever comes next begins anew: what had begun would be there beside it.
      await user.close('The bouncer could not bring you here').catch(() => {})
      throw error
    }
    return user
  }

  get home(): Seat {
    return this.seats.get(this.setting.network)!
  }

  /** A network by its id or its name, in any case of letters. */
  find(word: string): Seat | undefined {
    const folded = foldAscii(word)
    const named = (seat: Seat) => foldAscii(seat.name) === folded
    return this.seats.get(word) ?? [...this.seats.values()].find(named)
  }

  /** @returns the new network, or why there is none: a sentence. */
  async add(name: string, nick: string, upstream: UpstreamRecord): Promise<Seat | string> {
    if (this.find(name)) return `There is a network ${name} already`
    const max = this.setting.networksMax
    if (this.seats.size > max) return `You may have ${max} networks besides the home network`
    const id = `n${randomBytes(5).toString('hex')}`
    const seat = await this.#open(id, { name, nick, channels: {}, upstream }, true)
    this.changed(seat)
    return seat
  }

  /** What was said there stays readable until its owner erases it. */
  async remove(seat: Seat): Promise<void> {
    this.seats.delete(seat.id)
    await seat.close('The network has been removed')
    await this.setting.networks.remove(`${this.account}/${seat.id}`)
    for (const device of await seat.deviceNames()) await seat.forget(device)
    await seat.markers.forget()
    for (const watcher of this.#watchers) watcher.networkRemoved(seat.id)
  }

  /** A network is not what it was. */
  changed(seat: Seat): void {
    if (this.seats.get(seat.id) !== seat) return
    for (const watcher of this.#watchers) watcher.networkChanged(seat)
  }

  /** Whether another process may have them without a line being missed. */
  get mayMove(): boolean {
    return [...this.seats.values()].every(({ network, journal }) => {
      return network.isLossless && journal.waiting === 0
    })
  }

  get isAttached(): boolean {
    return [...this.seats.values()].some(({ devices }) => devices.size > 0)
  }

  watch(watcher: Watcher): void {
    this.#watchers.add(watcher)
  }

  unwatch(watcher: Watcher): void {
    this.#watchers.delete(watcher)
  }

  async close(reason: string): Promise<void> {
    await Promise.all([...this.seats.values()].map((seat) => seat.close(reason)))
    await this.pushes.close()
  }

  async #begin(nick: string): Promise<void> {
    const { setting, account, seats } = this
    const { networks, network } = setting
    const home = await networks.get(`${account}/${network}`)
    const fresh: NetworkRecord = { name: network, nick, channels: {} }
    await this.#open(network, home ?? fresh, !home)
    for (const [key, record] of await networks.list(`${account}/`)) {
      const id = key.slice(account.length + 1)
      if (record.upstream && !seats.has(id)) await this.#open(id, record, false)
    }
    await this.pushes.open()
  }

  async #open(id: string, record: NetworkRecord, fresh: boolean): Promise<Seat> {
    const seat = await Seat.open(this, id, record, fresh)
    this.seats.set(id, seat)
    return seat
  }
}
