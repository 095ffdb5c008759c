/** SCRAM-SHA-256 about one account. */
import { type ScramChannel, ScramServer } from '#host/scram.ts'
import type { Account } from '#store/store.ts'
import type { Proof, ScramExchange } from '#wire/account.ts'

/** What the exchange asks of the authority. */
export interface ScramTerms {
  /** By the name as the client wrote it. */
  find(username: string): Promise<Account | undefined>
  /** Whether who has proved to be the account may come in. */
  prove(account: Account): Proof
  /** See `ScramServer`. */
  secret: string
  channel: ScramChannel
}

export class Exchange implements ScramExchange {
  readonly #scram: ScramServer
  readonly #terms: ScramTerms
  #account: Account | undefined

  constructor(terms: ScramTerms) {
    this.#terms = terms
    this.#scram = new ScramServer(async (name) => {
      this.#account = await terms.find(name)
      return this.#account?.credentials.scram
    }, terms)
  }

  first(message: string): Promise<string | undefined> {
    return this.#scram.first(message)
  }

  final(text: string): ReturnType<ScramExchange['final']> {
    const message = this.#scram.final(text)
    if (message === undefined || !this.#account) return undefined
    return { message, proof: this.#terms.prove(this.#account), username: this.#scram.username! }
  }
}
