/** The bouncer's people and its doors. */

import type { Duplex } from 'node:stream'
import { forgetBelongings } from '#accounts/belongings.ts'
import { LocalAccounts } from '#accounts/local.ts'
import { Connection } from '#host/connection.ts'
import type { Peer } from '#host/listen.ts'
import { Gate } from '#host/outbox.ts'
import type { Whereabouts } from '#host/whereabouts.ts'
import type { AccountNews } from '#wire/account.ts'
import { Console } from './console.ts'
import { Attempts } from './downstream/attempts.ts'
import { Door } from './downstream/door.ts'
import { limitsBetween } from './elsewhere.ts'
import type { LeaseFile } from './lease-file.ts'
import { type Elsewhere, People } from './people.ts'
import type { Setting } from './setting.ts'
import { SideDoor } from './side-door.ts'
import type { User } from './user.ts'

const whys: Partial<Record<AccountNews['kind'], string>> = {
  removed: 'Your account has been removed',
  suspended: 'Your account has been suspended',
  returned: 'Your account has been given back to its owner',
  password: 'Your password has been changed: sign in again',
}

const consoleBytesMax = 16 * 1024
const lookEveryMs = 3_600_000

export class House {
  readonly setting: Setting
  readonly accounts: LocalAccounts
  readonly attempts: Attempts
  readonly #people: People
  readonly #doors = new Set<Door | SideDoor>()
  readonly #gate = new Gate()
  #following: NodeJS.Timeout | undefined
  #keeping: NodeJS.Timeout | undefined
  #unheed: (() => void) | undefined
  #closed = false

  constructor(setting: Setting) {
    this.setting = setting
    this.accounts = new LocalAccounts(setting.store, setting.accounts)
    this.attempts = new Attempts(setting.store)
    this.#people = new People(setting, this.accounts, () => this.#strand())
  }

  /**
   * Where several processes share the store, this becomes one of them.
   * @param about how the others reach this one; '' where they cannot
   */
  async join(about: string, file?: LeaseFile): Promise<void> {
    const { leases } = this.setting.store
    if (leases) await this.#people.join(leases, about, file)
  }

  /** Everybody who was on the network comes back to it. */
  async open(): Promise<void> {
    this.#unheed = this.setting.store.trouble.heed((error) => this.#tellOfTrouble(error))
    await this.#followAccounts()
    await this.#people.open()
    this.#keepHouse()
  }

  /** Looks at everybody's log, one after the other: a short look, but for once a day. */
  #keepHouse(): void {
    const { log, timing, still } = this.setting
    if (still) return
    const look = async () => {
      for (const user of await this.people()) {
        if (this.#closed) return
        // What is wrong with one person's documents keeps nobody else's lines for ever.
        await user.keeper.run().catch((err) => {
          const { account } = user
          if (!this.#closed) log.error({ err, account }, 'looking at what is to be kept')
        })
      }
    }
    const every = Math.min(lookEveryMs, timing.keepEveryMs)
    this.#keeping = setInterval(look, every)
    this.#keeping.unref()
  }

  async #tellOfTrouble(error: Error | undefined): Promise<void> {
    const text = error
      ? 'The store refuses what is said. Nothing is lost: it will come as soon as it can be kept'
      : 'The store works again'
    for (const user of await this.people()) {
      for (const seat of user.seats.values()) for (const device of seat.devices) device.notice(text)
    }
  }

  async #followAccounts(): Promise<void> {
    await this.accounts.follow((news) => this.#heed(news))
    const { log, timing } = this.setting
    const look = () => {
      this.accounts.catchUp().catch((error) => log.debug({ err: error }, 'news of accounts'))
    }
    this.#following = setInterval(look, timing.accountsMs)
    this.#following.unref()
  }

  /** Devices came in by what the account was then: they go, and with the account all of theirs. */
  async #heed({ kind, account }: AccountNews): Promise<void> {
    const { store } = this.setting
    const why = whys[kind]
    if (kind === 'restored' && (await store.networks.list(`${account}/`)).length > 0) {
      return this.#people.comeBack(account)
    }
    if (kind === 'renamed') return this.#people.rename(account)
    if (why === undefined) return
    for (const door of this.#doors) if (door.account === account) door.close(why)
    const isAnother = kind === 'password' || kind === 'returned'
    if (isAnother) await (await this.#people.here(account))?.pushes.review()
    if (kind === 'password' || !(await this.#people.dismiss(account, why))) return
    // It went on writing until now.
    const isGone = kind === 'removed' && !(await store.accounts.get(account))
    if (isGone) await forgetBelongings(store, account)
  }

  /** A conversation begins. */
  accept(duplex: Duplex, peer: Peer): void {
    const connection = new Connection(duplex, peer, this.#gate, this.setting.downstreamLimits)
    this.#enter(connection, new Door(this, connection))
  }

  /** Another bouncer process comes, with a device of somebody who is here. */
  visit(duplex: Duplex, peer: Peer): void {
    const connection = new Connection(duplex, peer, this.#gate, limitsBetween(this.setting))
    this.#enter(connection, new SideDoor(this, connection))
  }

  /** Everybody whom this process keeps online. */
  people(): Promise<User[]> {
    return this.#people.all()
  }

  /** The other bouncer processes. */
  others(): Whereabouts[] {
    return this.#people.others()
  }

  /** The operator asks, on the socket file in the data directory. */
  console(duplex: Duplex, peer: Peer): void {
    const limits = { ...this.setting.downstreamLimits, lineBytesMax: consoleBytesMax }
    const connection = new Connection(duplex, peer, this.#gate, limits)
    connection.open(new Console(this, connection))
  }

  left(door: Door | SideDoor): void {
    this.#doors.delete(door)
  }

  /** See `People.comeBack`. */
  comeBack(account: string): Promise<void> {
    return this.#people.comeBack(account)
  }

  /** See `People.find`. */
  find(account: string, nick = account): Promise<User | Elsewhere> {
    return this.#people.find(account, nick)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#following)
    clearInterval(this.#keeping)
    this.#unheed?.()
    const reason = 'The bouncer is closing'
    for (const door of this.#doors) door.close(reason)
    await this.#people.close(reason)
  }

  #enter(connection: Connection, door: Door | SideDoor): void {
    if (this.#closed) return connection.destroy()
    this.#doors.add(door)
    connection.open(door)
  }

  /** Devices of people whose process has ended: they find the next one when they come again. */
  #strand(): void {
    for (const door of this.#doors) {
      if (!(door instanceof Door) || door.holder === undefined) continue
      if (!this.#people.lives(door.holder))
        door.close('Your bouncer process has gone: connect again')
    }
  }
}
