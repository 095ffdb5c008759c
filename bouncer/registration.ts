/**
 * Our side of the handshake with a network: capabilities, SASL, a nickname that is free.
 * Sources: https://ircv3.net/specs/extensions/capability-negotiation,
 * https://ircv3.net/specs/extensions/sasl-3.1
 */
import { type Message, message } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import { chunk } from '#wire/sasl.ts'

/** What we can use. `labeled-response` is not among it: answers are told by their order. */
const wanted = [
  'account-notify',
  'account-tag',
  'away-notify',
  'batch',
  'cap-notify',
  'chghost',
  'draft/chathistory',
  'echo-message',
  'extended-join',
  'invite-notify',
  'message-tags',
  'multi-prefix',
  'server-time',
  'setname',
  'userhost-in-names',
]

/** Nicknames longer than this are not tried: the server has not said its limit yet. */
const nickMax = 30
const nickTriesMax = 100

export interface Identity {
  nick: string
  user: string
  realname: string
  /** The account to be logged in as. */
  plain: { authzid: string; authcid: string; password: string }
}

export class Registration {
  readonly #mirror: Mirror
  readonly #identity: Identity
  readonly #send: (message: Message) => void
  #tries = 0
  #nick: string
  /** REQ lines that have no answer yet. */
  #open = 0
  #sasl: 'no' | 'begun' | 'done' = 'no'

  constructor(mirror: Mirror, identity: Identity, send: (message: Message) => void) {
    this.#mirror = mirror
    this.#identity = identity
    this.#send = send
    this.#nick = identity.nick
  }

  begin(): void {
    const { nick, user, realname } = this.#identity
    this.#send(message('CAP', 'LS', '302'))
    this.#send(message('NICK', nick))
    this.#send(message('USER', user, '0', '*', realname))
  }

  /**
   * Takes a line, which the mirror has read already.
   * @returns 'welcome' when we are in and have been greeted; an Error's text when this attempt is over; else nothing.
   */
  line({ verb, params }: Message): 'welcome' | { failed: string } | undefined {
    const text = params.at(-1) ?? ''
    switch (verb) {
      case '376':
      case '422':
        return 'welcome'
      case 'CAP':
        return this.#cap(params)
      case 'PING':
        this.#send(message('PONG', text))
        return undefined
      case 'AUTHENTICATE':
        if (params[0] === '+' && this.#sasl === 'begun') this.#authenticate()
        return undefined
      case '903':
        this.#sasl = 'done'
        return this.#end()
      case '902':
      case '904':
      case '905':
      case '906':
      case '908':
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

  #cap(params: string[]): { failed: string } | undefined {
    const sub = params[1]?.toUpperCase()
    if (sub === 'LS' && params[2] !== '*') return this.#request()
    if (sub === 'NAK' && (params.at(-1) ?? '').trim().includes(' ')) this.#oneByOne(params.at(-1)!)
    if (sub === 'ACK' || sub === 'NAK') this.#open--
    if (sub === 'ACK' && this.#mirror.caps.has('sasl') && this.#sasl === 'no') {
      this.#sasl = 'begun'
      this.#send(message('AUTHENTICATE', 'PLAIN'))
    }
    return this.#end()
  }

  #request(): { failed: string } | undefined {
    const { offered } = this.#mirror
    const caps = wanted.filter((cap) => offered.has(cap))
    const mechanisms = offered.get('sasl')
    const plain = mechanisms === '' || mechanisms?.toUpperCase().split(',').includes('PLAIN')
    if (caps.length > 0) this.#require(caps.join(' '))
    if (plain) this.#require('sasl')
    return this.#end()
  }

  #require(caps: string): void {
    this.#open++
    this.#send(message('CAP', 'REQ', caps))
  }

  /** A server refuses all for one: the others may be had. */
  #oneByOne(caps: string): void {
    for (const cap of caps.split(' ').filter(Boolean)) this.#require(cap)
  }

  #authenticate(): void {
    const { authzid, authcid, password } = this.#identity.plain
    const bytes = new TextEncoder().encode(`${authzid}\0${authcid}\0${password}`)
    for (const piece of chunk(bytes.toBase64())) this.#send(message('AUTHENTICATE', piece))
  }

  #end(): undefined {
    if (this.#open > 0 || this.#sasl === 'begun') return undefined
    this.#send(message('CAP', 'END'))
    return undefined
  }

  /** `tea_`, `tea__` … and, where that grows too long, `tea1`, `tea2` … */
  #otherNick(): { failed: string } | undefined {
    this.#tries++
    if (this.#tries > nickTriesMax) return { failed: 'no nickname is free' }
    const base = this.#identity.nick
    const tail = this.#tries <= 3 ? '_'.repeat(this.#tries) : String(this.#tries)
    this.#nick = `${base.slice(0, nickMax - tail.length)}${tail}`
    this.#send(message('NICK', this.#nick))
    return undefined
  }
}
