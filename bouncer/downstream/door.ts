/**
 * A client before it is a device: negotiation, sign-in, and the quirks of the clients we know.
 *
 * irssi sends CAP LS, `JOIN :`, CAP REQ, AUTHENTICATE, CAP END, PASS, NICK and USER in this order:
 * CAP END does not end anything before NICK and USER are there, and PASS may come after SASL.
 * WeeChat begins with PASS. AUTHENTICATE never reaches a log.
 */
import type { Connection, Handler, LineFault } from '#host/connection.ts'
import { isLocal } from '#wire/cidr.ts'
import { format, type Message, message, messageFrom, parse } from '#wire/message.ts'
import type { Login } from '#wire/sasl.ts'
import type { House } from '../house.ts'
import { admit, type Inside } from './admission.ts'
import { Caps } from './caps.ts'
import { Forwarding } from './forwarding.ts'
import { claims, isDeviceName, merge, nameInPass } from './login.ts'
import { loginOf } from './proof.ts'
import { mechanisms, SaslDialogue } from './sasl-dialogue.ts'

const nickMax = 64
const failuresMax = 5

export class Door implements Handler {
  readonly #house: House
  readonly #connection: Connection
  readonly #caps: Caps
  readonly #sasl: SaslDialogue
  /** A password would be read by whoever is between. */
  readonly #isOpen: boolean
  readonly #timer: NodeJS.Timeout
  #nick = ''
  #user = ''
  #pass: string | undefined
  /** Who SASL has proved this to be. */
  #login: Login | undefined
  #failures = 0
  #entering = false
  /** Whoever was sent away is not let in when a slow answer comes. */
  #refused = false
  /** What it said with AWAY: see `Away`. */
  #presence = ''
  /** The network that BOUNCER BIND named. */
  #bound: string | undefined
  #account: string | undefined
  #inside: Inside | undefined

  constructor(house: House, connection: Connection) {
    this.#house = house
    this.#connection = connection
    const { secure, ip, fingerprint, bindings } = connection.peer
    this.#isOpen = house.setting.secureLogins && !secure && !isLocal(ip)
    const channel = { fingerprint, bindings, isOpen: this.#isOpen }
    this.#caps = new Caps(mechanisms(house.accounts, channel))
    this.#sasl = new SaslDialogue(house.accounts, channel)
    const { signInMs } = house.setting.timing
    this.#timer = setTimeout(() => this.#refuse('Sign-in timed out'), signInMs)
  }

  line(text: string, fault?: LineFault): void | Promise<void> {
    if (fault === 'too-long') this.#numeric('417', 'Input line was too long')
    else if (this.#inside) return this.#inside.line(text)
    else {
      const line = parse(text)
      if (line) return this.#early(line)
    }
  }

  closed(): void {
    clearTimeout(this.#timer)
    this.#inside?.gone()
    this.#house.left(this)
  }

  /** The key of the account whose owner is inside. */
  get account(): string | undefined {
    return this.#inside && this.#account
  }

  /** Which process has the person, where it is another. */
  get holder(): string | undefined {
    return this.#inside instanceof Forwarding ? this.#inside.holder : undefined
  }

  /** The house closes, or shows this one out, or the process that has the person is no more. */
  close(reason: string): void {
    if (this.#inside) this.#inside.close(reason)
    else this.#refuse(reason)
  }

  async #early(line: Message): Promise<void> {
    const { verb, params } = line
    switch (verb) {
      case 'CAP':
        this.#cap(params)
        break
      case 'AUTHENTICATE':
        await this.#authenticate(params[0] ?? '')
        break
      case 'PASS':
        this.#pass = params[0] || undefined
        break
      case 'NICK':
        this.#nick = (params[0] ?? '').slice(0, nickMax)
        if (!/^[^\s:!@#&*,?$]+$/.test(this.#nick)) this.#badNick()
        break
      case 'USER':
        if (params.length < 4) return this.#numeric('461', 'USER', 'Not enough parameters')
        this.#user = params[0]!
        break
      case 'AWAY':
        this.#presence = params[0] ?? ''
        return
      case 'BOUNCER':
        return this.#bind(params)
      case 'PING':
        return this.#say('PONG', this.#server, params[0] ?? '')
      case 'QUIT':
        return this.#refuse('Closing link')
      case 'JOIN':
      case 'PONG':
        // COMPAT: irssi asks with `JOIN :` whether this is a server at all.
        return
      default:
        return this.#numeric('451', 'Sign in first')
    }
    await this.#enter()
  }

  get #server(): string {
    return this.#house.setting.server
  }

  #cap(params: string[]): void {
    const nick = this.#nick || '*'
    for (const line of this.#caps.answer(params, this.#server, nick, true)) this.#send(line)
  }

  #badNick(): void {
    this.#numeric('432', this.#nick || '*', 'Erroneous nickname')
    this.#nick = ''
  }

  async #authenticate(piece: string): Promise<void> {
    if (!this.#caps.acked.has('sasl')) return this.#numeric('904', 'Ask for the sasl capability')
    if (this.#login) return this.#numeric('907', 'You are signed in already')
    if (await this.#mustWait()) return
    const outcome = await this.#sasl.add(piece)
    for (const text of outcome.send ?? []) this.#send(message('AUTHENTICATE', text))
    if (outcome.numeric) {
      const [verb, ...params] = outcome.numeric
      this.#numeric(verb, ...params)
    }
    if (outcome.failed) await this.#failed()
    if (!outcome.login) return
    this.#login = outcome.login
    await this.#house.attempts.succeeded(this.#connection.peer.ip)
    const { account = '' } = outcome
    const text = `You are now logged in as ${account}`
    this.#numeric('900', `${this.#nick || '*'}!*@*`, account, text)
    this.#numeric('903', 'SASL authentication successful')
  }

  /** Lets the client in when it has said all that is needed. */
  async #enter(): Promise<void> {
    if (this.#entering || this.#caps.negotiating || !this.#nick || !this.#user) return
    this.#entering = true
    const login = this.#login ?? (await this.#loginByPass())
    if (!login || this.#isGone) return
    const weaker = merge(login, nameInPass(this.#pass))
    await this.#attach(merge(weaker, this.#user))
  }

  async #loginByPass(): Promise<Login | undefined> {
    if (await this.#mustWait()) return undefined
    if (this.#isOpen && this.#pass !== undefined) {
      this.#refuse('Passwords are taken over TLS only: connect to the port for TLS')
      return undefined
    }
    const { accounts, attempts } = this.#house
    for (const { login, password } of claims({ pass: this.#pass, user: this.#user })) {
      const proved = loginOf(await accounts.login(login.user, password), login)
      if (!proved) continue
      await attempts.succeeded(this.#connection.peer.ip)
      return proved
    }
    if (this.#pass !== undefined) await attempts.failed(this.#connection.peer.ip)
    this.#numeric('464', this.#pass === undefined ? unsigned : 'Password incorrect')
    this.#refuse(this.#pass === undefined ? unsigned : 'Password incorrect')
    return undefined
  }

  async #attach({ user: account, network, device = '' }: Login): Promise<void> {
    if (device !== '' && !isDeviceName(device)) {
      return this.#refuse('A device name is 1 to 64 letters, digits and . _ + -')
    }
    const arrival = {
      connection: this.#connection,
      caps: this.#caps,
      device,
      nick: this.#nick,
      presence: this.#presence,
    }
    const newcomer = { account, network: this.#bound ?? network, arrival }
    const inside = await admit(this.#house, newcomer, () => this.#isGone)
    if (this.#isGone || !inside) {
      if (inside && typeof inside !== 'string') inside.gone()
      return
    }
    if (typeof inside === 'string') return this.#refuse(inside)
    clearTimeout(this.#timer)
    this.#account = account
    this.#inside = inside
    await inside.begin()
  }

  /** Which networks there are is known when the client is let in. */
  #bind([sub = '', netid = '']: string[]): void {
    const fail = (code: string, text: string) => {
      const word = /^:|\s/.test(sub) || sub === '' ? '*' : sub.toUpperCase()
      this.#say('FAIL', 'BOUNCER', code, word, text)
    }
    if (sub.toUpperCase() !== 'BIND') fail('UNKNOWN_COMMAND', 'Unknown subcommand')
    else if (!this.#login) fail('ACCOUNT_REQUIRED', 'Sign in with SASL first')
    else this.#bound = netid
  }

  /** After too many wrong passwords an address waits, whichever way it signs in. */
  async #mustWait(): Promise<boolean> {
    const seconds = await this.#house.attempts.waitSeconds(this.#connection.peer.ip)
    if (seconds > 0) this.#refuse(`Too many wrong passwords: wait ${seconds} seconds`)
    return seconds > 0
  }

  async #failed(): Promise<void> {
    await this.#house.attempts.failed(this.#connection.peer.ip)
    if (++this.#failures >= failuresMax) this.#refuse('Too many wrong passwords')
  }

  get #isGone(): boolean {
    return this.#refused || this.#connection.closed
  }

  #refuse(reason: string): void {
    this.#refused = true
    clearTimeout(this.#timer)
    this.#connection.end(format(message('ERROR', reason)))
  }

  #numeric(verb: string, ...params: string[]): void {
    this.#say(verb, this.#nick || '*', ...params)
  }

  #say(verb: string, ...params: string[]): void {
    this.#send(messageFrom(this.#server, verb, ...params))
  }

  #send(line: Message): void {
    this.#connection.push(format(line))
  }
}

const unsigned = 'Sign in with SASL, or with the server password account@device:password'
