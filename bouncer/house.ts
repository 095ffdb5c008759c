/** The bouncer's people and its doors. */
import type { Duplex } from 'node:stream'
import { forgetBelongings } from '#accounts/belongings.ts'
import { LocalAccounts } from '#accounts/local.ts'
import { Connection } from '#host/connection.ts'
import type { Peer } from '#host/listen.ts'
import { Gate } from '#host/outbox.ts'
import { type AccountNews, suspensionAt } from '#wire/account.ts'
import { Console } from './console.ts'
import { Attempts } from './downstream/attempts.ts'
import { Door } from './downstream/door.ts'
import type { Setting } from './setting.ts'
import { User } from './user.ts'

const whys: Partial<Record<AccountNews['kind'], string>> = {
  removed: 'Your account has been removed',
  suspended: 'Your account has been suspended',
  password: 'Your password has been changed: sign in again',
}

const consoleBytesMax = 16 * 1024

export class House {
  readonly setting: Setting
  readonly accounts: LocalAccounts
  readonly attempts = new Attempts()
  readonly #users = new Map<string, Promise<User>>()
  readonly #doors = new Set<Door>()
  readonly #gate = new Gate()
  #following: NodeJS.Timeout | undefined
  #closed = false

  constructor(setting: Setting) {
    this.setting = setting
    this.accounts = new LocalAccounts(setting.store, { secret: setting.secret })
  }

  /** Everybody who was on the network comes back to it. */
  async open(): Promise<void> {
    const { store, network } = this.setting
    await this.#followAccounts()
    const accounts = new Set<string>()
    for (const [key, { upstream }] of await store.networks.list()) {
      const [account = '', id] = key.split('/')
      if (id === network || upstream) accounts.add(account)
    }
    for (const account of accounts) await this.#comeBack(account)
  }

  async #comeBack(account: string): Promise<void> {
    const facts = await this.accounts.find(account)
    if (facts && !suspensionAt(facts, Date.now())) await this.user(account)
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
      return this.#comeBack(account)
    }
    if (why === undefined) return
    for (const door of this.#doors) if (door.account === account) door.close(why)
    const open = this.#users.get(account)
    if (kind === 'password' || !open) return
    this.#users.delete(account)
    const user = await open.catch(() => undefined)
    await user?.close(why)
    // It went on writing until now.
    const isGone = kind === 'removed' && !(await store.accounts.get(account))
    if (isGone) await forgetBelongings(store, account)
  }

  /** A conversation begins. */
  accept(duplex: Duplex, peer: Peer): void {
    const connection = new Connection(duplex, peer, this.#gate, this.setting.downstreamLimits)
    const door = new Door(this, connection)
    if (this.#closed) return connection.destroy()
    this.#doors.add(door)
    connection.open(door)
  }

  /** Everybody whom the bouncer keeps online. */
  async people(): Promise<User[]> {
    const users = await Promise.allSettled(this.#users.values())
    return users.flatMap((user) => (user.status === 'fulfilled' ? [user.value] : []))
  }

  /** The operator asks, on the socket file in the data directory. */
  console(duplex: Duplex, peer: Peer): void {
    const limits = { ...this.setting.downstreamLimits, lineBytesMax: consoleBytesMax }
    const connection = new Connection(duplex, peer, this.#gate, limits)
    connection.open(new Console(this, connection))
  }

  left(door: Door): void {
    this.#doors.delete(door)
  }

  /** The owner of an account, taken onto the network when it is their first time. */
  user(account: string, nick = account): Promise<User> {
    const open = this.#users.get(account) ?? User.open(this.setting, account, nick)
    this.#users.set(account, open)
    open.catch(() => this.#users.delete(account))
    return open
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#following)
    const reason = 'The bouncer is closing'
    for (const door of this.#doors) door.close(reason)
    const users = await Promise.allSettled(this.#users.values())
    await Promise.all(
      users.map((user) => (user.status === 'fulfilled' ? user.value.close(reason) : undefined)),
    )
  }
}
