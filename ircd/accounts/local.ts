/**
 * The authority of accounts where all processes share one store. Every answer is read from it, so
 * that an account which one process has made is known to the others at once.
 */
import { checkPassword, hashPassword } from '#host/secrets.ts'
import type { Account, Store } from '#store/store.ts'
import {
  type AccountAuthority,
  type AccountFacts,
  type AccountRefusal,
  type AccountRules,
  type Proof,
  refuseEmail,
  refuseName,
  refusePassword,
  type ScramExchange,
  type ScramOptions,
  type Suspension,
  suspensionAt,
} from '#wire/account.ts'
import { Bulletin } from './bulletin.ts'
import { certifiedAccount } from './certificates.ts'
import { type AccountEntry, apply, keyOf, newsOf } from './entry.ts'
import { Exchange } from './exchange.ts'

/** As the configuration has them where it is silent. */
const usualRules: AccountRules = { nameCharsMax: 32, passwordCharsMin: 8 }

/** Certificates of one account. */
const certificatesMax = 50

export interface LocalTerms {
  /** Asked each time: the configuration may be read again. Only who makes accounts needs them. */
  rules?: (() => AccountRules) | undefined
  /** Of the network: see `ScramServer`. Only who takes logins needs it. */
  secret?: string | undefined
  now?: (() => number) | undefined
}

export class LocalAccounts implements AccountAuthority {
  readonly #store: Store
  readonly #rules: () => AccountRules
  readonly #secret: string
  readonly #now: () => number
  readonly #bulletin: Bulletin
  /** Writes of this process, each account's one after the other. */
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor(store: Store, { rules = () => usualRules, secret = '', now = Date.now }: LocalTerms) {
    this.#store = store
    this.#rules = rules
    this.#secret = secret
    this.#now = now
    this.#bulletin = new Bulletin(store)
  }

  async find(name: string): Promise<AccountFacts | undefined> {
    const account = await this.#get(name)
    return account && factsOf(account)
  }

  async list(): Promise<AccountFacts[]> {
    const entries = await this.#store.accounts.list()
    return entries.map(([, account]) => factsOf(account))
  }

  async login(name: string, password: string): Promise<Proof> {
    const account = await this.#get(name)
    const good = await checkPassword(password, account?.credentials)
    return good && account ? this.#prove(account) : undefined
  }

  async vouched(name: string): Promise<Proof> {
    const account = await this.#get(name)
    return account && this.#prove(account)
  }

  async certified(fingerprint: string): Promise<Proof> {
    const account = await certifiedAccount(this.#store, fingerprint)
    return account && this.#prove(account)
  }

  scram({ named = (name) => name, ...channel }: ScramOptions = {}): ScramExchange {
    return new Exchange({
      find: (username) => this.#get(named(username)),
      prove: (account) => this.#prove(account),
      secret: this.#secret,
      channel,
    })
  }

  weighs(password: string): AccountRefusal | undefined {
    return refusePassword(password, this.#rules())
  }

  async register(
    name: string,
    password: string,
    email: string | undefined,
  ): Promise<AccountRefusal | undefined> {
    const refusal =
      refuseName(name, this.#rules()) ??
      this.weighs(password) ??
      (email === undefined ? undefined : refuseEmail(email)) ??
      ((await this.#get(name)) && taken(name))
    if (refusal) return refusal
    const credentials = await hashPassword(password)
    const made = await this.#write(name, { kind: 'made', name, credentials, email })
    return made ? undefined : taken(name)
  }

  async setPassword(name: string, password: string): Promise<AccountRefusal | undefined> {
    const refusal = this.weighs(password) ?? (await this.#refuseUnknown(name))
    if (refusal) return refusal
    const credentials = await hashPassword(password)
    return this.#change(name, { kind: 'password', credentials })
  }

  async setEmail(name: string, email: string | undefined): Promise<AccountRefusal | undefined> {
    const refusal = email === undefined ? undefined : refuseEmail(email)
    return refusal ?? this.#change(name, { kind: 'email', email })
  }

  async addCertificate(name: string, fingerprint: string): Promise<AccountRefusal | undefined> {
    const account = await this.#get(name)
    if (!account) return unknown(name)
    const owner = await certifiedAccount(this.#store, fingerprint)
    if (owner) {
      return { code: 'CERTIFICATE_EXISTS', text: `The certificate is ${owner.name}'s already` }
    }
    if ((account.fingerprints?.length ?? 0) >= certificatesMax) {
      const text = `An account has at most ${certificatesMax} certificates`
      return { code: 'TOO_MANY_CERTIFICATES', text }
    }
    return this.#change(name, { kind: 'certificate added', fingerprint })
  }

  async removeCertificate(name: string, fingerprint: string): Promise<AccountRefusal | undefined> {
    const account = await this.#get(name)
    if (!account) return unknown(name)
    if (!account.fingerprints?.includes(fingerprint)) {
      return { code: 'NO_CERTIFICATE', text: `This is no certificate of ${account.name}` }
    }
    return this.#change(name, { kind: 'certificate removed', fingerprint })
  }

  suspend(name: string, { by, reason, until }: Suspension): Promise<AccountRefusal | undefined> {
    return this.#change(name, { kind: 'suspended', by, reason, until })
  }

  async restore(name: string): Promise<AccountRefusal | undefined> {
    const account = await this.#get(name)
    if (account && !suspensionAt(account, this.#now())) {
      return { code: 'NOT_SUSPENDED', text: `The account ${account.name} is not suspended` }
    }
    return this.#change(name, { kind: 'restored' })
  }

  remove(name: string): Promise<AccountRefusal | undefined> {
    return this.#change(name, { kind: 'removed' })
  }

  follow(...hear: Parameters<AccountAuthority['follow']>): Promise<void> {
    return this.#bulletin.follow(...hear)
  }

  catchUp(): Promise<void> {
    return this.#bulletin.catchUp()
  }

  #get(name: string): Promise<Account | undefined> {
    return this.#store.accounts.get(keyOf(name))
  }

  /** Every way in ends here, so that none forgets to ask whether it is open. */
  #prove(account: Account): Proof {
    const { name } = account
    const suspended = suspensionAt(account, this.#now())
    if (!suspended) return { proved: name }
    return { barred: name, why: `This account is suspended: ${suspended.reason}` }
  }

  async #refuseUnknown(name: string): Promise<AccountRefusal | undefined> {
    return (await this.#get(name)) ? undefined : unknown(name)
  }

  async #change(name: string, change: Change): Promise<AccountRefusal | undefined> {
    return (await this.#write(name, change)) ? undefined : unknown(name)
  }

  /** @returns whether it happened. What follows from it in this process has happened then too. */
  async #write(name: string, change: Change): Promise<boolean> {
    const account = keyOf(name)
    const entry = { ...change, account, at: this.#now() } as AccountEntry
    const done = await this.#inTurn(account, async () => {
      const happened = await apply(this.#store, entry)
      if (happened) await this.#bulletin.post(newsOf(entry), entry.at)
      return happened
    })
    await this.#bulletin.catchUp()
    return done
  }

  async #inTurn<T>(account: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(account) ?? Promise.resolve()).then(work)
    const settled = turn.catch(() => {})
    this.#turns.set(account, settled)
    await settled
    if (this.#turns.get(account) === settled) this.#turns.delete(account)
    return turn
  }
}

/** An entry as it is before it says when it was, and about whom. */
type Change = AccountEntry extends infer E
  ? E extends AccountEntry
    ? Omit<E, 'account' | 'at'>
    : never
  : never

function factsOf({ name, createdAt, email, fingerprints = [], suspended }: Account): AccountFacts {
  return { name, createdAt, email, fingerprints, suspended }
}

function taken(name: string): AccountRefusal {
  return { code: 'ACCOUNT_EXISTS', text: `There is an account ${name} already` }
}

function unknown(name: string): AccountRefusal {
  return { code: 'NO_ACCOUNT', text: `There is no account ${JSON.stringify(name)}` }
}
