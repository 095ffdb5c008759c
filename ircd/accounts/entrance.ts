/** The ways in. All of them end in `prove`, so that none forgets to ask whether it is open. */
import { checkPassword } from '#host/secrets.ts'
import type { Account, Store } from '#store/store.ts'
import {
  type AccountRules,
  type Proof,
  type ScramExchange,
  type ScramOptions,
  suspensionAt,
} from '#wire/account.ts'
import { foldAscii } from '#wire/casemap.ts'
import { certifiedAccount } from './certificates.ts'
import { Exchange } from './exchange.ts'
import { accountNamed, keyOf } from './names.ts'
import type { ShareTerms } from './replication/share.ts'

export interface LocalTerms {
  /** Asked each time: the configuration may be read again. Only who makes accounts needs them. */
  rules?: (() => AccountRules) | undefined
  /** Of the network: see `ScramServer`. Only who takes logins needs it. */
  secret?: string | undefined
  now?: (() => number) | undefined
  bearer?: Bearer | undefined
  /** With which other servers accounts are shared; absent where they are this one's alone. */
  share?: ShareTerms | undefined
}

/** A server whose tokens are a way in. */
export interface Bearer {
  /** @returns whose token this is: a name, which may be nobody's here. Rejects where it cannot say. */
  owner(token: string): Promise<string | undefined>
  /** Whether an account that is not there yet is made. */
  creates: boolean
}

export class Entrance {
  readonly store: Store
  readonly now: () => number
  readonly #secret: string

  constructor(store: Store, { secret = '', now = Date.now }: LocalTerms) {
    this.store = store
    this.now = now
    this.#secret = secret
  }

  async login(name: string, password: string): Promise<Proof> {
    const account = await this.get(name)
    const good = await checkPassword(password, account?.credentials)
    return good && account ? this.#prove(account) : undefined
  }

  async vouched(name: string): Promise<Proof> {
    const account = await this.get(name)
    return account && this.#prove(account)
  }

  async certified(fingerprint: string): Promise<Proof> {
    const account = await certifiedAccount(this.store, fingerprint)
    return account && this.#prove(account)
  }

  scram({ named = (name) => name, ...channel }: ScramOptions = {}): ScramExchange {
    return new Exchange({
      find: (username) => this.get(named(username)),
      prove: (account) => this.#prove(account),
      secret: this.#secret,
      channel,
    })
  }

  get(name: string): Promise<Account | undefined> {
    return accountNamed(this.store, name)
  }

  #prove(account: Account): Proof {
    const { name, unverified } = account
    const key = keyOf(account)
    const kept = key === foldAscii(name) ? {} : { key }
    const suspended = suspensionAt(account, this.now())
    if (suspended) {
      return { barred: name, why: `This account is suspended: ${suspended.reason}`, ...kept }
    }
    if (!unverified) return { proved: name, ...kept }
    const why = 'This account waits for the code that was sent by e-mail: VERIFY takes it'
    return { barred: name, why, unverified, ...kept }
  }
}
