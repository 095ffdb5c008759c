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
  type AccountRules,
  type AccountSettings,
  type ChannelsJoined,
  type CodePurpose,
  joinsMax,
  type NickOwner,
  type Proof,
  refuseEmail,
  refuseName,
  refusePassword,
  type Suspension,
  suspensionAt,
} from '#wire/account.ts'
import { foldAscii } from '#wire/casemap.ts'
import { certifiedAccount } from './certificates.ts'
import { codeKept, fits, isAlive, makeCode } from './codes.ts'
import { isLate, isUnused } from './ending.ts'
import { type Bearer, Entrance, type LocalTerms } from './entrance.ts'
import { alike, factsOf, no, soon, taken, unknown, verified } from './facts.ts'
import { type Change, Ledger } from './ledger.ts'
import { keyOf, ownerOf, titlesOf } from './names.ts'

type Refused = Promise<AccountRefusal | undefined>

/** As the configuration has them where it is silent. */
export const usualRules: AccountRules = {
  nameCharsMax: 32,
  passwordCharsMin: 8,
  nicksMax: 5,
  codeMs: 86_400_000,
  emailsRefused: [],
}

/** Certificates of one account. */
const certificatesMax = 50
/** Names that one account may have had, the present one among them: none is ever another's. */
const titlesMax = 10
const dayMs = 86_400_000

export class LocalAccounts extends Entrance implements AccountAuthority {
  readonly #rules: () => AccountRules
  readonly #ledger: Ledger
  readonly #bearer: Bearer | undefined

  constructor(store: Store, terms: LocalTerms = {}) {
    super(store, terms)
    this.#rules = terms.rules ?? (() => usualRules)
    this.#ledger = new Ledger(store, this.now, terms.share)
    this.#bearer = terms.bearer
  }

  /** What is decided with other servers together; absent where accounts are this one's alone. */
  get ledger(): Ledger {
    return this.#ledger
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

  owner(nick: string): Promise<NickOwner | undefined> {
    return ownerOf(this.store, nick)
  }

  weighs(password: string): AccountRefusal | undefined {
    return refusePassword(password, this.#rules())
  }

  async register(
    name: string,
    password: string,
    email: string | undefined,
    unverified = false,
  ): Refused {
    const refusal =
      refuseName(name, this.#rules()) ??
      this.weighs(password) ??
      (email === undefined ? undefined : refuseEmail(email, this.#rules())) ??
      (await this.#refuseTaken(name))
    if (refusal) return refusal
    const credentials = await hashPassword(password)
    const made = { kind: 'made', name, credentials, email } as const
    return this.#ledger.write(name, unverified ? { ...made, unverified } : made, taken(name))
  }

  async setPassword(name: string, password: string): Refused {
    const refusal = this.weighs(password) ?? ((await this.get(name)) ? undefined : unknown(name))
    if (refusal) return refusal
    return this.#change(name, { kind: 'password', credentials: await hashPassword(password) })
  }

  async setEmail(name: string, email: string | undefined): Refused {
    const refusal = email === undefined ? undefined : refuseEmail(email, this.#rules())
    return refusal ?? this.#change(name, { kind: 'email', email })
  }

  async issue(name: string, purpose: CodePurpose, email?: string) {
    const account = await this.get(name)
    if (!account) return unknown(name)
    const refusal = email === undefined ? undefined : refuseEmail(email, this.#rules())
    if (refusal) return refusal
    const to = email ?? account.email
    if (to === undefined) return no('NO_EMAIL', `${account.name} has no address of e-mail`)
    const now = this.now()
    if (purpose === 'verify' && !account.unverified) return verified(account)
    const sent = makeCode()
    const code = codeKept(sent, now, this.#rules().codeMs, email)
    const change = { kind: 'code issued', purpose, code } as const
    return (await this.#ledger.write(name, change, soon)) ?? { sent, to }
  }

  async redeem(name: string, purpose: 'verify' | 'email', given: string): Refused {
    const account = await this.get(name)
    if (purpose === 'verify' && account && !account.unverified) return verified(account)
    const wrong = await this.#refuseCode(name, purpose, given)
    if (wrong) return wrong
    if (purpose === 'verify') return this.#change(name, { kind: 'verified' })
    return this.#change(name, { kind: 'email', email: account!.codes!.email!.email })
  }

  async approve(name: string): Refused {
    const account = await this.get(name)
    if (account && !account.unverified) return verified(account)
    return this.#change(name, { kind: 'verified' })
  }

  /** The code is kept where the password will not do. */
  async resetPassword(name: string, given: string, password: string): Refused {
    const refusal = this.weighs(password) ?? (await this.#refuseCode(name, 'reset', given))
    if (refusal) return refusal
    return this.#change(name, { kind: 'password', credentials: await hashPassword(password) })
  }

  async addCertificate(name: string, fingerprint: string): Refused {
    const account = await this.get(name)
    if (!account) return unknown(name)
    const owner = await certifiedAccount(this.store, fingerprint)
    if (owner) return no('CERTIFICATE_EXISTS', `The certificate is ${owner.name}'s already`)
    if ((account.fingerprints?.length ?? 0) >= certificatesMax) {
      const text = `An account has at most ${certificatesMax} certificates`
      return no('TOO_MANY_CERTIFICATES', text)
    }
    return this.#change(name, { kind: 'certificate added', fingerprint })
  }

  async removeCertificate(name: string, fingerprint: string): Refused {
    const account = await this.get(name)
    if (!account) return unknown(name)
    if (!account.fingerprints?.includes(fingerprint)) {
      return no('NO_CERTIFICATE', `This is no certificate of ${account.name}`)
    }
    return this.#change(name, { kind: 'certificate removed', fingerprint })
  }

  async group(name: string, nick: string): Refused {
    const account = await this.get(name)
    if (!account) return unknown(name)
    const { nicksMax } = this.#rules()
    const refusal = refuseName(nick, this.#rules())
    if (refusal) return refusal
    const owner = await this.owner(nick)
    if (owner?.exact && owner.key === keyOf(account)) {
      return no('NOT_NEEDED', `${nick} is ${account.name}'s already`)
    }
    if ((account.nicks?.length ?? 0) >= nicksMax) {
      return no('TOO_MANY_NICKS', `An account may group ${nicksMax} nicks`)
    }
    return this.#ledger.write(name, { kind: 'nick grouped', nick }, taken(nick))
  }

  async ungroup(name: string, nick: string): Refused {
    const account = await this.get(name)
    if (!account) return unknown(name)
    const isOwn = account.nicks?.some((one) => foldAscii(one) === foldAscii(nick))
    if (!isOwn) return no('NO_NICK', `${nick} is not grouped with ${account.name}`)
    return this.#change(name, { kind: 'nick ungrouped', nick })
  }

  async rename(name: string, to: string): Refused {
    const account = await this.get(name)
    if (!account) return unknown(name)
    if (account.name === to) return no('NOT_NEEDED', `The account is called ${to} already`)
    const refusal = refuseName(to, this.#rules())
    if (refusal) return refusal
    const owner = await this.owner(to)
    if (owner && owner.key !== keyOf(account)) return owner.exact ? taken(to) : alike(to, owner)
    const isOld = titlesOf(account).some((one) => foldAscii(one) === foldAscii(to))
    if (!isOld && titlesOf(account).length >= titlesMax) {
      return no('TOO_MANY_NAMES', `An account is called ${titlesMax} names at most, one at a time`)
    }
    return this.#ledger.write(name, { kind: 'renamed', name: to }, taken(to))
  }

  decide(name: string, settings: AccountSettings): Refused {
    return this.#change(name, { kind: 'setting', settings })
  }

  async joins(name: string, channels: ChannelsJoined): Refused {
    const text = `An account may list ${joinsMax} channels`
    const otherwise = (await this.get(name)) ? no('TOO_MANY_CHANNELS', text) : unknown(name)
    return this.#ledger.write(name, { kind: 'joins changed', ...channels }, otherwise)
  }

  async giveBack(name: string, email: string): Refused {
    const refusal = refuseEmail(email, this.#rules())
    if (refusal) return refusal
    const credentials = await hashPassword(randomUUID() + randomUUID())
    return this.#change(name, { kind: 'returned', credentials, email })
  }

  suspend(name: string, { by, reason, until }: Suspension): Refused {
    return this.#change(name, { kind: 'suspended', by, reason, until })
  }

  async restore(name: string): Refused {
    const account = await this.get(name)
    if (account && !suspensionAt(account, this.now())) {
      return no('NOT_SUSPENDED', `The account ${account.name} is not suspended`)
    }
    return this.#change(name, { kind: 'restored' })
  }

  remove(name: string): Refused {
    return this.#change(name, { kind: 'removed' })
  }

  async seen(name: string): Promise<void> {
    const account = await this.get(name)
    const isNews = account && this.now() - (account.seenAt ?? 0) >= dayMs
    // Where nobody can note it now it is noted the next time.
    if (isNews) await this.#change(name, { kind: 'seen' })
  }

  async expire(unseenSince: number | undefined): Promise<string[]> {
    const gone: string[] = []
    const { share } = this.#ledger
    if (share && !(await share.isAuthority())) return gone
    for (const [key, account] of await this.store.accounts.list()) {
      if (!this.#isLate(account) && !isUnused(account, unseenSince, this.now())) continue
      if (!(await this.#change(key, { kind: 'removed' }))) gone.push(account.name)
    }
    return gone
  }

  follow(...hear: Parameters<AccountAuthority['follow']>): Promise<void> {
    return this.#ledger.follow(...hear)
  }

  catchUp(): Promise<void> {
    return this.#ledger.catchUp()
  }

  /** A name that somebody has asked for and not verified in time is free again. */
  async #refuseTaken(name: string): Refused {
    const owner = await this.owner(name)
    if (!owner) return undefined
    const account = await this.get(owner.account)
    if (account && this.#isLate(account)) {
      const refusal = await this.#change(account.name, { kind: 'removed' })
      // Or somebody was faster.
      return refusal?.code === 'NO_ACCOUNT' ? undefined : refusal
    }
    return owner.exact ? taken(name) : alike(name, owner)
  }

  #isLate(account: Account): boolean {
    return isLate(account, this.#rules().codeMs, this.now())
  }

  /** A wrong guess costs one of the few that there are. */
  async #refuseCode(name: string, purpose: CodePurpose, given: string): Refused {
    const code = (await this.get(name))?.codes?.[purpose]
    const wrong = no('INVALID_CODE', 'This code is wrong, used up or too old')
    if (!isAlive(code, this.now())) return wrong
    if (fits(code, given)) return undefined
    return (await this.#change(name, { kind: 'code failed', purpose })) ?? wrong
  }

  #change(name: string, change: Change): Refused {
    return this.#ledger.write(name, change, unknown(name))
  }
}
