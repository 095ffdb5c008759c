/**
 * The server's side of AUTHENTICATE for devices.
 * Source: https://ircv3.net/specs/extensions/sasl-3.2
 */
import { chunk, Gathered, type Login, parseLogin, parsePlain } from '#wire/sasl.ts'
import type { Accounts, Scram } from '../accounts.ts'

export interface SaslOutcome {
  /** Parameters of AUTHENTICATE lines to send. */
  send?: string[] | undefined
  /** A numeric that ends the exchange, with its parameters. */
  numeric?: [verb: string, ...params: string[]] | undefined
  /** A password was wrong. */
  failed?: boolean | undefined
  /** Who this is: `user` is the account's key. */
  login?: Login | undefined
}

type Step = (payload: string) => Promise<SaslOutcome>

const wrong: SaslOutcome = { numeric: ['904', 'SASL authentication failed'], failed: true }

export class SaslDialogue {
  readonly #accounts: Accounts
  #gathered = new Gathered()
  #step: Step | undefined

  constructor(accounts: Accounts) {
    this.#accounts = accounts
  }

  /** Takes the parameter of one AUTHENTICATE. Never rejects for what a client sent. */
  async add(text: string): Promise<SaslOutcome> {
    if (!this.#step) return this.#begin(text)
    if (text === '*') return this.#end({ numeric: ['906', 'SASL authentication aborted'] })
    const whole = this.#gathered.add(text)
    if (!whole) return {}
    if (whole === 'too-long') return this.#end({ numeric: ['905', 'SASL message too long'] })
    const outcome = await this.#step(whole.payload)
    return outcome.send ? outcome : this.#end(outcome)
  }

  #begin(mechanism: string): SaslOutcome {
    this.#step = this.#stepOf(mechanism.toUpperCase())
    if (this.#step) return { send: ['+'] }
    return { numeric: ['908', 'PLAIN,SCRAM-SHA-256', 'are available SASL mechanisms'] }
  }

  #end(outcome: SaslOutcome): SaslOutcome {
    this.#step = undefined
    this.#gathered = new Gathered()
    return outcome
  }

  #stepOf(mechanism: string): Step | undefined {
    if (mechanism === 'PLAIN') return (payload) => this.#plain(payload)
    return mechanism === 'SCRAM-SHA-256' ? this.#scram() : undefined
  }

  /** RFC 4616. COMPAT: WeeChat and irssi repeat the authcid as authzid. */
  async #plain(payload: string): Promise<SaslOutcome> {
    const given = parsePlain(decoded(payload))
    if (!given || (given.authzid !== '' && given.authzid !== given.authcid)) return wrong
    const login = parseLogin(given.authcid)
    const user = await this.#accounts.check(login.user, given.password)
    return user === undefined ? wrong : { login: { ...login, user } }
  }

  /** RFC 5802: our last message is a challenge too, which the client answers with nothing. */
  #scram(): Step {
    let exchange: Scram | undefined
    let login: Login | undefined
    return async (payload) => {
      if (login) return payload === '' ? { login } : wrong
      const text = decoded(payload)
      if (!exchange) {
        exchange = this.#accounts.scram()
        const first = await exchange.first(text)
        return first === undefined ? wrong : { send: encoded(first) }
      }
      const last = exchange.final(text)
      if (!last) return wrong
      login = last.login
      return { send: encoded(last.message) }
    }
  }
}

function encoded(text: string): string[] {
  return chunk(new TextEncoder().encode(text).toBase64())
}

/** @returns '' for what is no base64, or no UTF-8. */
function decoded(base64: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.fromBase64(base64))
  } catch {
    return ''
  }
}
