/**
 * From an open socket to 001: capabilities, signing in, and a nickname that is free.
 * Source: https://ircv3.net/specs/extensions/capability-negotiation
 */
import { CapClient } from '#wire/cap-client.ts'
import type { Message } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import { chunk, Gathered } from '#wire/sasl.ts'

/** What a mechanism answers; see `wire/sasl-client.ts`. */
export interface Exchange {
  mechanism: string
  answer(challenge: string): Promise<string>
}

export interface HandshakeOptions {
  mirror: Mirror
  nick: string
  realname: string
  /** Makes an exchange out of the mechanisms that the server offers; absent for a guest. */
  signIn?: ((offered: string[]) => Exchange | undefined) | undefined
  /** What to ask for where it is offered, beside `sasl`. */
  caps: readonly string[]
  /** The network to be on, where there is a bouncer: see soju.im/bouncer-networks. */
  bind?: string | undefined
  send: (line: string) => void
  /** It cannot go on like this; the person must change something. `text` is the server's. */
  refused: (why: Refusal, text: string) => void
}

export type Refusal = 'nick' | 'signIn' | 'noSignIn' | 'server'

const nickTriesMax = 20

export class Handshake {
  readonly #options: HandshakeOptions
  readonly #gathered = new Gathered()
  readonly #caps: CapClient
  #exchange: Exchange | undefined
  #ended = false
  #tries = 0
  #tried: string

  constructor(options: HandshakeOptions) {
    this.#options = options
    this.#tried = options.nick
    this.#caps = new CapClient(
      () => (options.signIn ? [...options.caps, 'sasl'] : options.caps),
      (list) => options.send(`CAP REQ :${list}`),
    )
  }

  begin(): void {
    const { nick, realname, send } = this.#options
    send('CAP LS 302')
    send(`NICK ${nick}`)
    send(`USER ${userOf(nick)} 0 * :${realname}`)
  }

  /** Takes a line after the mirror has read it. */
  receive(line: Message): void {
    answers[line.verb]?.(this, line.params)
  }

  cap(params: string[]): void {
    const settled = this.#caps.take(params, this.#options.mirror.offered)
    if (settled && !this.#ended) this.#proceed()
  }

  #proceed(): void {
    const { mirror, signIn, refused, send } = this.#options
    if (!signIn) return this.#end()
    const offered = mirror.offered.get('sasl')?.split(',').filter(Boolean) ?? []
    this.#exchange = mirror.caps.has('sasl') ? signIn(offered) : undefined
    if (!this.#exchange) return refused('noSignIn', '')
    send(`AUTHENTICATE ${this.#exchange.mechanism}`)
  }

  authenticate(piece: string): void {
    const gathered = this.#gathered.add(piece)
    if (!gathered || gathered === 'too-long' || !this.#exchange) return
    const { send } = this.#options
    this.#exchange.answer(gathered.payload).then(
      (answer) => {
        for (const part of chunk(answer)) send(`AUTHENTICATE ${part}`)
      },
      () => send('AUTHENTICATE *'),
    )
  }

  signedIn(): void {
    this.#exchange = undefined
    this.#end()
  }

  signInFailed(text: string): void {
    if (!this.#exchange) return
    this.#exchange = undefined
    this.#options.refused('signIn', text)
  }

  #end(): void {
    if (this.#ended) return
    this.#ended = true
    const { bind, send } = this.#options
    if (bind !== undefined) send(`BOUNCER BIND ${bind}`)
    send('CAP END')
  }

  welcomed(): void {
    // A server without CAP never asked who we are.
    if (this.#options.signIn && !this.#ended) this.#options.refused('noSignIn', '')
    this.#ended = true
  }

  /** Another one holds the nickname: a number makes ours different. */
  nickTaken(): void {
    if (this.#options.mirror.registered) return
    if (++this.#tries > nickTriesMax) return this.#options.refused('nick', '')
    this.#tried = numbered(this.#options.nick, this.#tries)
    this.#options.send(`NICK ${this.#tried}`)
  }

  nickRefused(text: string): void {
    if (!this.#options.mirror.registered) this.#options.refused('nick', text)
  }

  banned(text: string): void {
    if (!this.#options.mirror.registered) this.#options.refused('server', text)
  }
}

const answers: Record<string, (handshake: Handshake, params: string[]) => void> = {
  CAP: (handshake, params) => handshake.cap(params),
  AUTHENTICATE: (handshake, [piece = '+']) => handshake.authenticate(piece),
  '001': (handshake) => handshake.welcomed(),
  '432': (handshake, params) => handshake.nickRefused(params.at(-1) ?? ''),
  '433': (handshake) => handshake.nickTaken(),
  '436': (handshake) => handshake.nickTaken(),
  '437': (handshake) => handshake.nickTaken(),
  '464': (handshake, params) => handshake.banned(params.at(-1) ?? ''),
  '465': (handshake, params) => handshake.banned(params.at(-1) ?? ''),
  '902': (handshake, params) => handshake.signInFailed(params.at(-1) ?? ''),
  '903': (handshake) => handshake.signedIn(),
  '904': (handshake, params) => handshake.signInFailed(params.at(-1) ?? ''),
  '905': (handshake, params) => handshake.signInFailed(params.at(-1) ?? ''),
  '906': (handshake, params) => handshake.signInFailed(params.at(-1) ?? ''),
  '907': (handshake) => handshake.signedIn(),
}

/** `ada` becomes `ada2`, `ada3` …; old servers allow nine characters, so room is made. */
function numbered(nick: string, tries: number): string {
  const digits = String(tries + 1)
  return (
    (nick.length + digits.length > 9
      ? nick.slice(0, Math.max(9, nick.length) - digits.length)
      : nick) + digits
  )
}

/** A user name is letters and digits, and servers cut it at ten or so. */
function userOf(nick: string): string {
  return (
    nick
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 9)
      .toLowerCase() || 'web'
  )
}
