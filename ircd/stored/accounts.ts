/** The core's accounts on the store. Passwords are checked off the main thread. */
import { isUtf8 } from 'node:buffer'
import { timingSafeEqual } from 'node:crypto'
import { ScramServer } from '#host/scram.ts'
import { checkPassword, hashPassword } from '#host/secrets.ts'
import { certifiedAccount } from '#store/certificates.ts'
import type { Account, Store } from '#store/store.ts'
import { foldAscii } from '#wire/casemap.ts'
import type { Accounts, ScramExchange } from '../core/ports.ts'

export class StoredAccounts implements Accounts {
  readonly #store: Store
  readonly #houseSecret: Buffer

  constructor(store: Store, houseSecret: string) {
    this.#store = store
    this.#houseSecret = Buffer.from(houseSecret)
  }

  async login(name: string, password: string): Promise<string | undefined> {
    const account = await this.#find(name)
    const good = await checkPassword(password, account?.credentials)
    return good ? account?.name : undefined
  }

  scram(): ScramExchange {
    return new Exchange((name) => this.#find(name), this.#houseSecret)
  }

  async certified(fingerprint: string): Promise<string | undefined> {
    return (await certifiedAccount(this.#store, fingerprint))?.name
  }

  async register(name: string, password: string, email: string | undefined): Promise<boolean> {
    if (await this.exists(name)) return false
    const credentials = await hashPassword(password)
    const account: Account = { name, createdAt: Date.now(), credentials, email }
    return this.#store.accounts.add(foldAscii(name), account)
  }

  async exists(name: string): Promise<boolean> {
    return (await this.#find(name)) !== undefined
  }

  isHouse(secret: string): boolean {
    const given = Buffer.from(secret)
    return given.length === this.#houseSecret.length && timingSafeEqual(given, this.#houseSecret)
  }

  decode(base64: string): string | undefined {
    return decode(base64)
  }

  #find(name: string): Promise<Account | undefined> {
    return this.#store.accounts.get(foldAscii(name))
  }
}

/** The words of SCRAM are base64 on the wire. */
class Exchange implements ScramExchange {
  readonly #scram: ScramServer
  #account: Account | undefined

  constructor(find: (name: string) => Promise<Account | undefined>, secret: Buffer) {
    this.#scram = new ScramServer(async (name) => {
      this.#account = await find(name)
      return this.#account?.credentials.scram
    }, secret)
  }

  async first(payload: string): Promise<string | undefined> {
    const answer = await this.#scram.first(decode(payload) ?? '')
    return answer && encode(answer)
  }

  final(payload: string): { message: string; account: string } | undefined {
    const answer = this.#scram.final(decode(payload) ?? '')
    return answer && this.#account
      ? { message: encode(answer), account: this.#account.name }
      : undefined
  }
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64')
}

function decode(base64: string): string | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return undefined
  const bytes = Buffer.from(base64, 'base64')
  return isUtf8(bytes) ? bytes.toString() : undefined
}
