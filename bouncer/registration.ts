/**
 * Our side of the handshake with a network: capabilities, SASL, a nickname that is free.
 * Sources: https://ircv3.net/specs/extensions/capability-negotiation,
 * https://ircv3.net/specs/extensions/sasl-3.1
 */
import { CapClient, usefulCaps } from '#wire/cap-client.ts'
import { type Message, message } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import { healedCap } from './past.ts'
import { SaslClient, type SaslIdentity } from './sasl-client.ts'

/** Nicknames longer than this are not tried: the server has not said its limit yet. */
const nickMax = 30
const nickTriesMax = 100

export interface Identity {
  /** The wanted one, then those to try when it is taken. */
  nicks: string[]
  user: string
  realname: string
  /** The server password. */
  pass?: string | undefined
  /** The account to be logged in as. */
  sasl?: SaslIdentity | undefined
  /** Without the login there is no point in being there: the attempt fails. */
  saslRequired?: boolean | undefined
}

/** What is of use to those who keep a history of their own. */
const keepersCaps = ['draft/multiline', healedCap]

export class Registration {
  readonly #mirror: Mirror
  readonly #identity: Identity
  readonly #send: (message: Message) => void
  readonly #client: SaslClient | undefined
  readonly #caps: CapClient
  #tries = 0
  #nick: string
  #sasl: 'no' | 'begun' | 'done' = 'no'
  #ended = false

  constructor(mirror: Mirror, identity: Identity, send: (message: Message) => void) {
    this.#mirror = mirror
    this.#identity = identity
    this.#send = send
    this.#nick = identity.nicks[0] ?? 'user'
    this.#client = identity.sasl && new SaslClient(identity.sasl)
    this.#caps = new CapClient(
      () => [...usefulCaps, ...keepersCaps, ...(this.#mayLogIn() ? ['sasl'] : [])],
      (list) => send(message('CAP', 'REQ', list)),
    )
  }

  begin(): void {
    const { user, realname, pass } = this.#identity
    this.#send(message('CAP', 'LS', '302'))
    if (pass !== undefined) this.#send(message('PASS', pass))
    this.#send(message('NICK', this.#nick))
    this.#send(message('USER', user, '0', '*', realname))
  }

  /**
   * Takes a line, which the mirror has read already.
   * @returns 'welcome' when we are in and have been greeted; why, when this attempt is over; else
   * nothing.
   */
  line({ verb, params }: Message): 'welcome' | { failed: string } | undefined {
    const text = params.at(-1) ?? ''
    switch (verb) {
      case '376':
      case '422':
        return this.#unproved() ?? 'welcome'
      case 'CAP':
        return this.#cap(params)
      case 'PING':
        this.#send(message('PONG', text))
        return undefined
      case 'AUTHENTICATE':
        if (this.#sasl === 'begun') void this.#authenticate(params[0] ?? '')
        return undefined
      case '903':
        this.#sasl = 'done'
        return this.#end()
      case '902':
      case '904':
      case '905':
      case '906':
      case '908':
        if (this.#sasl === 'done') return undefined
        return { failed: `the network does not accept our login: ${text}` }
      case '432':
      case '433':
      case '436':
      case '437':
        return this.#otherNick()
      case '464':
      case '465':
      case 'ERROR':
        return { failed: text }
      default:
        return undefined
    }
  }

  /** Takes the parameters of a CAP line; those after the welcome may bring something new. */
  #cap(params: string[]): { failed: string } | undefined {
    if (!this.#caps.take(params, this.#mirror.offered) || this.#ended) return undefined
    if (this.#mirror.caps.has('sasl') && this.#sasl === 'no' && this.#client) {
      this.#sasl = 'begun'
      this.#send(message('AUTHENTICATE', this.#client.mechanism))
    }
    return this.#end()
  }

  #mayLogIn(): boolean {
    const mechanisms = this.#mirror.offered.get('sasl')?.toUpperCase()
    if (!this.#client || mechanisms === undefined) return false
    return mechanisms === '' || mechanisms.split(',').includes(this.#client.mechanism)
  }

  /** A network that must know who we are does not. */
  #unproved(): { failed: string } | undefined {
    if (!this.#identity.saslRequired || this.#sasl === 'done') return undefined
    return { failed: `the network does not offer SASL ${this.#client?.mechanism} now` }
  }

  async #authenticate(piece: string): Promise<void> {
    for (const answer of (await this.#client?.answer(piece)) ?? []) {
      this.#send(message('AUTHENTICATE', answer))
    }
  }

  #end(): { failed: string } | undefined {
    if (this.#sasl === 'begun' || this.#ended) return undefined
    this.#ended = true
    const unproved = this.#unproved()
    if (!unproved) this.#send(message('CAP', 'END'))
    return unproved
  }

  /** The other nicks that are wanted; then `tea_`, `tea__` …, and `tea4`, `tea5` … */
  #otherNick(): { failed: string } | undefined {
    this.#tries++
    if (this.#tries > nickTriesMax) return { failed: 'no nickname is free' }
    const { nicks } = this.#identity
    const over = Math.max(1, this.#tries - nicks.length + 1)
    const tail = over <= 3 ? '_'.repeat(over) : String(over)
    const made = `${(nicks[0] ?? 'user').slice(0, nickMax - tail.length)}${tail}`
    this.#nick = nicks[this.#tries] ?? made
    this.#send(message('NICK', this.#nick))
    return undefined
  }
}
