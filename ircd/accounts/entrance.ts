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
import { hashOf, type SecondFactor, stepFor } from './totp.ts'

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

export abstract class Entrance {
  readonly store: Store
  readonly now: () => number
  readonly #secret: string
  /** The last step of which an app's code was taken, by account: nobody comes in by one twice. */
  readonly #steps = new Map<string, number>()

  constructor(store: Store, { secret = '', now = Date.now }: LocalTerms) {
    this.store = store
    this.now = now
    this.#secret = secret
  }

  async login(name: string, password: string): Promise<Proof> {
    const account = await this.get(name)
    if (account?.totp) return this.#loginTwice(account, account.totp, password)
    const good = await checkPassword(password, account?.credentials)
    return good && account ? this.#prove(account) : undefined
  }

  /** Uses a recovery code up. @returns whether it was one */
  protected abstract spend(key: string, hash: string): Promise<boolean>

  /** Behind the password, after a space, stands what an app says, or a code for whoever lost it. */
  async #loginTwice(account: Account, factor: SecondFactor, text: string): Promise<Proof> {
    const [, password, code = ''] = /^(.+) (\S+)$/s.exec(text) ?? []
    if (password !== undefined && (await checkPassword(password, account.credentials))) {
      return (await this.#isSecond(account, factor, code)) ? this.#prove(account) : undefined
    }
    const isHalf = await checkPassword(text, account.credentials)
    return isHalf ? { ...barred(account), why: codeWanted } : undefined
  }

  async isSecond(name: string, code: string): Promise<boolean> {
    const account = await this.get(name)
    return account?.totp !== undefined && this.#isSecond(account, account.totp, code)
  }

  async #isSecond(account: Account, { secret, recovery }: SecondFactor, code: string) {
    const key = keyOf(account)
    const step = stepFor(secret, code, this.now())
    if (step !== undefined) {
      const isNew = step > (this.#steps.get(key) ?? 0)
      if (isNew) this.#steps.set(key, step)
      return isNew
    }
    const hash = hashOf(code)
    return recovery.includes(hash) && this.spend(key, hash)
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
      // It proves the password alone.
      prove: (account) =>
        account.totp ? { ...barred(account), why: codeByPlain } : this.#prove(account),
      secret: this.#secret,
      channel,
    })
  }

  get(name: string): Promise<Account | undefined> {
    return accountNamed(this.store, name)
  }

  #prove(account: Account): Proof {
    const { unverified } = account
    const { barred: proved, ...key } = barred(account)
    const suspended = suspensionAt(account, this.now())
    if (suspended) {
      return { ...barred(account), why: `This account is suspended: ${suspended.reason}` }
    }
    if (!unverified) return { proved, ...key }
    const why = 'This account waits for the code that was sent by e-mail: VERIFY takes it'
    return { ...barred(account), why, unverified }
  }
}

const codeWanted =
  'This account wants the code of your app as well: write it behind the password, after a space'
const codeByPlain =
  'This account wants a code as well: use SASL PLAIN with the code behind the password, or EXTERNAL'

/** Without why: and the key where that is not the folded name. */
function barred(account: Account): { barred: string; key?: string } {
  const key = keyOf(account)
  return { barred: account.name, ...(key === foldAscii(account.name) ? {} : { key }) }
}
