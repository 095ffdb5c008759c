/** Whom this process keeps online: everybody, or those whom it owns among several processes. */
import type { LocalAccounts } from '#accounts/local.ts'
import { parseWhereabouts, type Whereabouts } from '#host/whereabouts.ts'
import type { Leases } from '#store/leases.ts'
import { Tenure } from '#store/tenure.ts'
import { suspensionAt } from '#wire/account.ts'
import { askElsewhere } from './elsewhere.ts'
import type { LeaseFile } from './lease-file.ts'
import { SealedNetworks } from './sealed-networks.ts'
import type { Setting } from './setting.ts'
import { Sharing } from './sharing.ts'
import { User } from './user.ts'

/** People who are taken onto the network at the same time. */
const atOnce = 32

/** A person whom another process owns. */
export interface Elsewhere {
  /** The lease of that process. */
  holder: string
  /** Nothing where it cannot be reached just now. */
  where: Whereabouts | undefined
}

export class People {
  readonly #setting: Setting
  readonly #accounts: LocalAccounts
  readonly #users = new Map<string, Promise<User | Elsewhere>>()
  /** Called when other processes may have ended. */
  readonly #vacancy: () => void
  #tenure: Tenure | undefined
  #secondLook: NodeJS.Timeout | undefined
  readonly #sharing: Sharing
  #closed = false

  constructor(setting: Setting, accounts: LocalAccounts, vacancy: () => void) {
    this.#setting = setting
    this.#accounts = accounts
    this.#vacancy = vacancy
    this.#sharing = new Sharing(setting, {
      heir: (account) => this.#tenure?.heir(account),
      users: () => (this.#tenure?.valid ? this.all() : Promise.resolve([])),
      move: (user, heir) => this.#move(user, heir),
    })
  }

  /**
   * Takes part among several processes.
   * @param about how the others reach this one, if they can
   * @param file of a data directory that is this process's alone
   */
  async join(leases: Leases, about: string, file?: LeaseFile): Promise<void> {
    const { leaseMs } = this.#setting.timing
    const former = await file?.read()
    this.#tenure = new Tenure(
      { leases, kind: 'bouncer', about, leaseMs, former },
      {
        over: () => this.#lostAll(),
        vacancy: () => this.#vacant(),
        named: (id) => void file?.write(id),
      },
    )
    await this.#tenure.begin()
    this.#sharing.begin()
  }

  /** Brings back everybody who was on the network and whom nobody else has. */
  async open(): Promise<void> {
    await this.#adopt((account) => this.#tenure?.prefers(account) ?? true)
    this.#lookAgain()
  }

  /** A person, taken onto the network when it is their first time; or who has them. */
  find(account: string, nick = account): Promise<User | Elsewhere> {
    const known = this.#users.get(account)
    if (known) return known
    if (this.#closed) return Promise.reject(new Error('the bouncer is closing'))
    const found: Promise<User | Elsewhere> = this.#find(account, nick, () =>
      this.#lost(account, found),
    )
    this.#users.set(account, found)
    const forget = () => this.#users.get(account) === found && this.#users.delete(account)
    found.then((one) => one instanceof User || forget(), forget)
    return found
  }

  /** Brings a person back who was on the network, unless their account forbids it. */
  async comeBack(account: string): Promise<void> {
    const facts = await this.#accounts.find(account)
    if (facts && !suspensionAt(facts, Date.now())) await this.find(account)
  }

  /** A person who is here goes by the account's new name: what comes after is said with it. */
  async rename(account: string): Promise<void> {
    const user = await this.#users.get(account)?.catch(() => undefined)
    const facts = user instanceof User ? await this.#accounts.find(account) : undefined
    if (facts && user instanceof User) user.name = facts.name
  }

  /** Takes a person off the network. @returns false where they are not here. */
  async dismiss(account: string, why: string): Promise<boolean> {
    const known = this.here(account)
    this.#users.delete(account)
    const user = await known
    if (!user) return false
    await user.close(why)
    await this.#tenure?.release(account)
    return true
  }

  /** Somebody, if they are here. */
  async here(account: string): Promise<User | undefined> {
    const user = await this.#users.get(account)?.catch(() => undefined)
    return user instanceof User ? user : undefined
  }

  /** Everybody who is here. */
  async all(): Promise<User[]> {
    const found = await Promise.allSettled(this.#users.values())
    const users = found.map((one) => (one.status === 'fulfilled' ? one.value : undefined))
    return users.filter((one) => one instanceof User)
  }

  /** Whether a process is still one of us. */
  lives(holder: string): boolean {
    return this.#tenure?.isMember(holder) ?? false
  }

  /** The other processes that can be reached. */
  others(): Whereabouts[] {
    const others = this.#tenure?.others().map(parseWhereabouts) ?? []
    return others.filter((one) => one !== undefined)
  }

  async close(reason: string): Promise<void> {
    this.#closed = true
    clearTimeout(this.#secondLook)
    await this.#sharing.end()
    await Promise.all((await this.all()).map((user) => user.close(reason)))
    await this.#tenure?.end()
  }

  /** Gives somebody to another process. Whoever comes here meanwhile is sent on to that one. */
  async #move(user: User, heir: Elsewhere & { where: Whereabouts }): Promise<void> {
    const { account } = user
    const moved = async () => {
      await user.close('Another bouncer process takes you: connect again')
      await this.#tenure?.release(account)
      return heir
    }
    const moving = moved()
    this.#users.set(account, moving)
    const forget = () => this.#users.get(account) === moving && this.#users.delete(account)
    try {
      await moving
      await askElsewhere(heir.where, this.#setting, { take: account })
      forget()
    } catch (error) {
      forget()
      await this.comeBack(account)
      throw error
    }
  }

  async #find(account: string, nick: string, lost: () => void): Promise<User | Elsewhere> {
    const tenure = this.#tenure
    const leases = this.#setting.store.leases
    if (!tenure || !leases) return User.open(this.#setting, account, nick)
    const claim = await tenure.claim(account)
    if (!('token' in claim)) {
      const { holder, member } = claim
      return { holder, where: member.overdue ? undefined : parseWhereabouts(member.about) }
    }
    const store = leases.fence({ owner: account, token: claim.token, lost })
    const networks = new SealedNetworks(store.networks, this.#setting.secret)
    return User.open({ ...this.#setting, store, networks, tenure }, account, nick)
  }

  async #adopt(isOurs: (account: string) => boolean): Promise<void> {
    const all = await this.#everybody()
    const free = this.#tenure ? await this.#tenure.free(all) : all
    const ours = [...free].filter(isOurs)
    const comeBack = async () => {
      for (let next = ours.pop(); next !== undefined && !this.#closed; next = ours.pop()) {
        // What is wrong with one person's documents keeps nobody else away.
        await this.comeBack(next).catch((err) => this.#cannot(err, next))
      }
    }
    // Those who come together share their journeys to the store.
    await Promise.all(Array.from({ length: atOnce }, comeBack))
  }

  /** Accounts with a place on a network. */
  async #everybody(): Promise<Set<string>> {
    const { store, network } = this.#setting
    const accounts = new Set<string>()
    for (const [key, record] of await store.networks.list()) {
      const [account = '', id] = key.split('/')
      if (id === network || record?.upstream) accounts.add(account)
    }
    return accounts
  }

  /** Some process has ended: its people are shared among those that are left. */
  #vacant(): void {
    this.#vacancy()
    if (this.#setting.still) return
    this.open().catch((error) => this.#complain(error))
  }

  /** Whoever should have taken somebody may have ended as well. */
  #lookAgain(): void {
    clearTimeout(this.#secondLook)
    if (!this.#tenure || this.#closed) return
    const look = () => this.#adopt(() => true).catch((error) => this.#complain(error))
    this.#secondLook = setTimeout(look, this.#setting.timing.leaseMs)
  }

  #cannot(err: unknown, account: string | undefined): void {
    if (this.#closed) return
    this.#setting.log.error({ err, account }, 'somebody could not be brought back to the network')
  }

  #complain(error: unknown): void {
    if (this.#closed) return
    this.#setting.log.error({ err: error }, 'people without a bouncer could not be taken')
  }

  #lostAll(): void {
    const why = 'the lease of this bouncer has run out: others have taken its users'
    this.#setting.log.warn(why)
    for (const [account, one] of this.#users) this.#lost(account, one)
  }

  /** Somebody else owns this person now: whatever we still do for them is refused. */
  async #lost(account: string, one: Promise<User | Elsewhere>): Promise<void> {
    if (this.#users.get(account) === one) this.#users.delete(account)
    const user = await one.catch(() => undefined)
    if (user instanceof User) await user.close('Another bouncer process has you now: connect again')
  }
}
