/**
 * The authority of accounts where all processes share one store. Every answer is read from it, so
 * that an account which one process has made is known to the others at once.
 */
import { randomUUID } from 'node:crypto'
import { hashPassword } from '#host/secrets.ts'
import type { Account, Store } from '#store/store.ts'
import {
  type AccountAuthority,
  type AccountFacts,
  type AccountRefusal,
  type AccountSettings,
  type CodePurpose,
  type Proof,
  refuseEmail,
  refuseName,
  refusePassword,
  type Suspension,
  suspensionAt,
} from '#wire/account.ts'
import { codeKept, fits, isAlive, makeCode } from './codes.ts'
import { isLate, isUnused } from './ending.ts'
import type { Bearer, LocalTerms } from './entrance.ts'
import { alike, factsOf, no, soon, taken, unknown, verified } from './facts.ts'
import { Possessions, type Refused } from './possessions.ts'

const dayMs = 86_400_000

export class LocalAccounts extends Possessions implements AccountAuthority {
  readonly #bearer: Bearer | undefined

  constructor(store: Store, terms: LocalTerms = {}) {
    super(store, terms)
    this.#bearer = terms.bearer
  }

  get bears(): boolean {
    return this.#bearer !== undefined
  }

  async borne(token: string): Promise<Proof> {
    const name = await this.#bearer?.owner(token)
    if (name === undefined) return undefined
    const isNew = this.#bearer!.creates && !(await this.get(name))
    // By a password it is entered only when its owner has set one.
    if (isNew) await this.register(name, randomUUID() + randomUUID(), undefined)
    return this.vouched(name)
  }

  async find(name: string): Promise<AccountFacts | undefined> {
    const account = await this.get(name)
    return account && factsOf(account)
  }

  async list(): Promise<AccountFacts[]> {
    const entries = await this.store.accounts.list()
    return entries.map(([, account]) => factsOf(account))
  }

  weighs(password: string): AccountRefusal | undefined {
    return refusePassword(password, this.rules())
  }

  async register(
    name: string,
    password: string,
    email: string | undefined,
    unverified = false,
  ): Refused {
    const refusal =
      refuseName(name, this.rules()) ??
      this.weighs(password) ??
      (email === undefined ? undefined : refuseEmail(email, this.rules())) ??
      (await this.#refuseTaken(name))
    if (refusal) return refusal
    const credentials = await hashPassword(password)
    const made = { kind: 'made', name, credentials, email } as const
    return this.ledger.write(name, unverified ? { ...made, unverified } : made, taken(name))
  }

  async setPassword(name: string, password: string): Refused {
    const refusal = this.weighs(password) ?? ((await this.get(name)) ? undefined : unknown(name))
    if (refusal) return refusal
    return this.change(name, { kind: 'password', credentials: await hashPassword(password) })
  }

  async setEmail(name: string, email: string | undefined): Refused {
    const refusal = email === undefined ? undefined : refuseEmail(email, this.rules())
    return refusal ?? this.change(name, { kind: 'email', email })
  }

  async issue(name: string, purpose: CodePurpose, email?: string) {
    const account = await this.get(name)
    if (!account) return unknown(name)
    const refusal = email === undefined ? undefined : refuseEmail(email, this.rules())
    if (refusal) return refusal
    const to = email ?? account.email
    if (to === undefined) return no('NO_EMAIL', `${account.name} has no address of e-mail`)
    const now = this.now()
    if (purpose === 'verify' && !account.unverified) return verified(account)
    const sent = makeCode()
    const code = codeKept(sent, now, this.rules().codeMs, email)
    const change = { kind: 'code issued', purpose, code } as const
    return (await this.ledger.write(name, change, soon)) ?? { sent, to }
  }

  async redeem(name: string, purpose: 'verify' | 'email', given: string): Refused {
    const account = await this.get(name)
    if (purpose === 'verify' && account && !account.unverified) return verified(account)
    const wrong = await this.#refuseCode(name, purpose, given)
    if (wrong) return wrong
    if (purpose === 'verify') return this.change(name, { kind: 'verified' })
    return this.change(name, { kind: 'email', email: account!.codes!.email!.email })
  }

  async approve(name: string): Refused {
    const account = await this.get(name)
    if (account && !account.unverified) return verified(account)
    return this.change(name, { kind: 'verified' })
  }

  /** The code is kept where the password will not do. */
  async resetPassword(name: string, given: string, password: string): Refused {
    const refusal = this.weighs(password) ?? (await this.#refuseCode(name, 'reset', given))
    if (refusal) return refusal
    return this.change(name, { kind: 'password', credentials: await hashPassword(password) })
  }

  decide(name: string, settings: AccountSettings): Refused {
    return this.change(name, { kind: 'setting', settings })
  }

  async giveBack(name: string, email: string): Refused {
    const refusal = refuseEmail(email, this.rules())
    if (refusal) return refusal
    const credentials = await hashPassword(randomUUID() + randomUUID())
    return this.change(name, { kind: 'returned', credentials, email })
  }

  suspend(name: string, { by, reason, until }: Suspension): Refused {
    return this.change(name, { kind: 'suspended', by, reason, until })
  }

  async restore(name: string): Refused {
    const account = await this.get(name)
    if (account && !suspensionAt(account, this.now())) {
      return no('NOT_SUSPENDED', `The account ${account.name} is not suspended`)
    }
    return this.change(name, { kind: 'restored' })
  }

  remove(name: string): Refused {
    return this.change(name, { kind: 'removed' })
  }

  async seen(name: string): Promise<void> {
    const account = await this.get(name)
    const isNews = account && this.now() - (account.seenAt ?? 0) >= dayMs
    // Where nobody can note it now it is noted the next time.
    if (isNews) await this.change(name, { kind: 'seen' })
  }

  async expire(unseenSince: number | undefined): Promise<string[]> {
    const gone: string[] = []
    const { share } = this.ledger
    if (share && !(await share.isAuthority())) return gone
    for (const [key, account] of await this.store.accounts.list()) {
      if (!this.#isLate(account) && !isUnused(account, unseenSince, this.now())) continue
      if (!(await this.change(key, { kind: 'removed' }))) gone.push(account.name)
    }
    return gone
  }

  follow(...hear: Parameters<AccountAuthority['follow']>): Promise<void> {
    return this.ledger.follow(...hear)
  }

  catchUp(): Promise<void> {
    return this.ledger.catchUp()
  }

  /** A name that somebody has asked for and not verified in time is free again. */
  async #refuseTaken(name: string): Refused {
    const owner = await this.owner(name)
    if (!owner) return undefined
    const account = await this.get(owner.account)
    if (account && this.#isLate(account)) {
      const refusal = await this.change(account.name, { kind: 'removed' })
      // Or somebody was faster.
      return refusal?.code === 'NO_ACCOUNT' ? undefined : refusal
    }
    return owner.exact ? taken(name) : alike(name, owner)
  }

  #isLate(account: Account): boolean {
    return isLate(account, this.rules().codeMs, this.now())
  }

  /** A wrong guess costs one of the few that there are. */
  async #refuseCode(name: string, purpose: CodePurpose, given: string): Refused {
    const code = (await this.get(name))?.codes?.[purpose]
    const wrong = no('INVALID_CODE', 'This code is wrong, used up or too old')
    if (!isAlive(code, this.now())) return wrong
    if (fits(code, given)) return undefined
    return (await this.change(name, { kind: 'code failed', purpose })) ?? wrong
  }
}
