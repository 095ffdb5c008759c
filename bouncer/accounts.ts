/** Who may sign in: the network's accounts, which the bouncer only reads. */
import { ScramServer } from '#host/scram.ts'
import { checkPassword } from '#host/secrets.ts'
import type { Account, Shelf } from '#store/store.ts'
import { foldAscii } from '#wire/casemap.ts'
import { type Login, parseLogin } from '#wire/sasl.ts'

export class Accounts {
  readonly #shelf: Shelf<Account>
  readonly #secret: string

  /** @param secret of the server: see `ScramServer` */
  constructor(shelf: Shelf<Account>, secret: string) {
    this.#shelf = shelf
    this.#secret = secret
  }

  /** @returns the account's key when the password is right. */
  async check(name: string, password: string): Promise<string | undefined> {
    const key = foldAscii(name)
    const account = await this.#shelf.get(key)
    // A name that is nobody's takes as long as a wrong password.
    const good = await checkPassword(password, account?.credentials)
    return good && account ? key : undefined
  }

  scram(): Scram {
    return new Scram(async (name) => {
      const account = await this.#shelf.get(foldAscii(parseLogin(name).user))
      return account?.credentials.scram
    }, this.#secret)
  }
}

/** One SCRAM-SHA-256 exchange about a name like `account/network@device`. */
export class Scram {
  readonly #server: ScramServer

  constructor(...terms: ConstructorParameters<typeof ScramServer>) {
    this.#server = new ScramServer(...terms)
  }

  /** @returns the server's first message, or nothing when the client's makes no sense. */
  first(message: string): Promise<string | undefined> {
    return this.#server.first(message)
  }

  /** @returns the server's last message and who has proved to be whom, or nothing. */
  final(text: string): { message: string; login: Login } | undefined {
    const message = this.#server.final(text)
    if (message === undefined) return undefined
    const login = parseLogin(this.#server.username!)
    return { message, login: { ...login, user: foldAscii(login.user) } }
  }
}
