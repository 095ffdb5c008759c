/**
 * The server's side of AUTHENTICATE for devices.
 * Source: https://ircv3.net/specs/extensions/sasl-3.2
 */
import type { Peer } from '#host/listen.ts'
import { type AccountAuthority, isProved, type Proof, type ScramExchange } from '#wire/account.ts'
import {
  type BearerToken,
  chunk,
  fromBase64,
  Gathered,
  type Login,
  parseLogin,
  parseOauthBearer,
  parsePlain,
  toBase64,
} from '#wire/sasl.ts'
import { loginOf } from './proof.ts'

export interface SaslOutcome {
  /** Parameters of AUTHENTICATE lines to send. */
  send?: string[] | undefined
  /** A numeric that ends the exchange, with its parameters. */
  numeric?: [verb: string, ...params: string[]] | undefined
  /** A password was wrong. */
  failed?: boolean | undefined
  /** Who this is: `user` is the account's key. */
  login?: Login | undefined
  /** What the account is called. */
  account?: string | undefined
}

/** What is known of the connection itself. */
export interface Channel extends Pick<Peer, 'fingerprint' | 'bindings'> {
  /** Somebody between could read a password, and the configuration does not want that. */
  isOpen: boolean
}

type Step = (payload: string) => Promise<SaslOutcome>

const wrong: SaslOutcome = { numeric: ['904', 'SASL authentication failed'], failed: true }

export class SaslDialogue {
  readonly #accounts: AccountAuthority
  readonly #channel: Channel
  #gathered = new Gathered()
  #step: Step | undefined

  constructor(accounts: AccountAuthority, channel: Channel) {
    this.#accounts = accounts
    this.#channel = channel
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
    const names = mechanisms(this.#accounts, this.#channel).join(',')
    return { numeric: ['908', names, 'are available SASL mechanisms'] }
  }

  #end(outcome: SaslOutcome): SaslOutcome {
    this.#step = undefined
    this.#gathered = new Gathered()
    return outcome
  }

  #stepOf(mechanism: string): Step | undefined {
    if (!mechanisms(this.#accounts, this.#channel).includes(mechanism)) return undefined
    if (mechanism === 'PLAIN') return (payload) => this.#plain(payload)
    if (mechanism === 'EXTERNAL') return (payload) => this.#external(payload)
    if (mechanism === 'OAUTHBEARER') return this.#bearer()
    return this.#scram(mechanism.endsWith('-PLUS'))
  }

  /** RFC 4616. COMPAT: WeeChat and irssi repeat the authcid as authzid. */
  async #plain(payload: string): Promise<SaslOutcome> {
    const given = parsePlain(fromBase64(payload) ?? '')
    if (!given || (given.authzid !== '' && given.authzid !== given.authcid)) return wrong
    const login = parseLogin(given.authcid)
    return outcomeOf(await this.#accounts.login(login.user, given.password), login)
  }

  /** RFC 4422: the certificate says who; the client may say where, and repeat who it is. */
  async #external(payload: string): Promise<SaslOutcome> {
    const login = parseLogin(fromBase64(payload) ?? ':')
    const proof = await this.#accounts.certified(this.#channel.fingerprint!)
    return isOther(proof, login) ? wrong : outcomeOf(proof, login)
  }

  /** RFC 7628: a failure is a challenge that says why, and ends with the client's answer to it. */
  #bearer(): Step {
    let refused: SaslOutcome | undefined
    return async (payload) => {
      if (refused) return refused
      const given = parseOauthBearer(fromBase64(payload) ?? '')
      const claimed = parseLogin(given?.authzid ?? '')
      const proof = await this.#borne(given)
      const outcome = isOther(proof, claimed) ? wrong : outcomeOf(proof, claimed)
      if (outcome.login) return outcome
      refused = outcome
      return { send: chunk(toBase64('{"status":"invalid_token"}')) }
    }
  }

  async #borne(given: BearerToken | undefined): Promise<Proof> {
    try {
      return given && (await this.#accounts.borne(given.token))
    } catch {
      // Whoever knows tokens does not answer: that is no reason to believe one.
      return undefined
    }
  }

  /** RFC 5802: our last message is a challenge too, which the client answers with nothing. */
  #scram(plus: boolean): Step {
    let exchange: ScramExchange | undefined
    let last: ReturnType<ScramExchange['final']>
    return async (payload) => {
      if (last) return payload === '' ? outcomeOf(last.proof, parseLogin(last.username)) : wrong
      const text = fromBase64(payload) ?? ''
      if (!exchange) {
        exchange = this.#accounts.scram({
          named: (username) => parseLogin(username).user,
          bindings: this.#channel.bindings,
          plus,
        })
        const first = await exchange.first(text)
        return first === undefined ? wrong : { send: chunk(toBase64(first)) }
      }
      last = exchange.final(text)
      return last ? { send: chunk(toBase64(last.message)) } : wrong
    }
  }
}

/** What a device may log in by: what it has not shown, and what is not TLS, proves nothing. */
export function mechanisms(
  { bears }: Pick<AccountAuthority, 'bears'>,
  { fingerprint, bindings, isOpen }: Channel,
): string[] {
  return [
    ...(isOpen ? [] : ['PLAIN']),
    ...(fingerprint === undefined ? [] : ['EXTERNAL']),
    'SCRAM-SHA-256',
    ...(bindings ? ['SCRAM-SHA-256-PLUS'] : []),
    ...(bears && !isOpen ? ['OAUTHBEARER'] : []),
  ]
}

function outcomeOf(proof: Proof, claimed: Login): SaslOutcome {
  if (proof && 'barred' in proof) return { numeric: ['902', proof.why], failed: true }
  const login = loginOf(proof, claimed)
  return login ? { login, account: proof?.proved } : wrong
}

/** What the client says of itself must not contradict what it has proved. */
function isOther(proof: Proof, { user }: Login): boolean {
  return proof !== undefined && user !== '' && !isProved(proof, user)
}
