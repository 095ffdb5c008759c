/** The bouncer's people and its doors. */
import type { Duplex } from 'node:stream'
import { Connection } from '#host/connection.ts'
import type { Peer } from '#host/listen.ts'
import { Gate } from '#host/outbox.ts'
import { Accounts } from './accounts.ts'
import { Console } from './console.ts'
import { Attempts } from './downstream/attempts.ts'
import { Door } from './downstream/door.ts'
import type { Setting } from './setting.ts'
import { User } from './user.ts'

const consoleBytesMax = 16 * 1024

export class House {
  readonly setting: Setting
  readonly accounts: Accounts
  readonly attempts = new Attempts()
  readonly #users = new Map<string, Promise<User>>()
  readonly #doors = new Set<Door>()
  readonly #gate = new Gate()
  #closed = false

  constructor(setting: Setting) {
    this.setting = setting
    this.accounts = new Accounts(setting.store.accounts, setting.secret)
  }

  /** Everybody who was on the network comes back to it. */
  async open(): Promise<void> {
    const { store, network } = this.setting
    const accounts = new Set<string>()
    for (const [key, { upstream }] of await store.networks.list()) {
      const [account = '', id] = key.split('/')
      if (id === network || upstream) accounts.add(account)
    }
    for (const account of accounts) {
      if (await store.accounts.get(account)) await this.user(account)
    }
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
    const reason = 'The bouncer is closing'
    for (const door of this.#doors) door.close(reason)
    const users = await Promise.allSettled(this.#users.values())
    await Promise.all(
      users.map((user) => (user.status === 'fulfilled' ? user.value.close(reason) : undefined)),
    )
  }
}
