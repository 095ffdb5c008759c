/**
 * The connection on which a bouncer tells a person of their networks, and is asked to change them.
 * Source: https://soju.im/bouncer-networks
 */
import { format, formatTags, message, parse, parseTags, type Tags } from '#wire/message.ts'
import { Mirror } from '#wire/mirror.ts'
import { type Exchange, Handshake, type Refusal } from './handshake.ts'

export type NetworkState = 'connected' | 'connecting' | 'disconnected'

export interface NetworkInfo {
  id: string
  name: string
  state: NetworkState
  /** Why it is not connected, in the bouncer's words. */
  error: string
  host: string
  port: string
  tls: boolean
  nickname: string
  username: string
  realname: string
}

export interface LobbyOptions {
  nick: string
  signIn: (offered: string[]) => Exchange | undefined
  /** @returns false when there is no connection. */
  send: (line: string) => boolean
  /** The list of networks has changed, or has come for the first time. */
  changed: () => void
  refused: (why: Refusal, text: string) => void
}

const caps = [
  'batch',
  'cap-notify',
  'soju.im/bouncer-networks',
  'soju.im/bouncer-networks-notify',
  'soju.im/webpush',
]
/** A hostile bouncer may tell of any number. */
const networksMax = 100

type Answer = (refusal: string | undefined) => void

export class Lobby {
  readonly networks = new Map<string, NetworkInfo>()
  readonly #options: LobbyOptions
  #attributes = new Map<string, Tags>()
  /** Told of on this connection. */
  #told = new Set<string>()
  #mirror = new Mirror()
  #handshake: Handshake | undefined
  /** Requests that were not answered, in their order. */
  #asked: Answer[] = []
  #askedPush: Answer[] = []
  /** All networks have been told of. */
  #complete = false

  constructor(options: LobbyOptions) {
    this.#options = options
  }

  connected(): void {
    this.#mirror = new Mirror()
    this.#told.clear()
    this.#complete = false
    const { nick, signIn, refused, send } = this.#options
    const mirror = this.#mirror
    this.#handshake = new Handshake({ mirror, nick, realname: nick, signIn, refused, send, caps })
    this.#handshake.begin()
  }

  disconnected(): void {
    for (const answer of [...this.#asked.splice(0), ...this.#askedPush.splice(0)]) answer('')
  }

  receive(text: string): void {
    const line = parse(text)
    if (!line) return
    const { verb, params } = line
    if (verb === 'PING') return void this.#options.send(format(message('PONG', params[0] ?? '')))
    this.#mirror.apply(line)
    this.#handshake?.receive(line)
    if (verb === 'BOUNCER') this.#tell(params)
    else if (verb === 'FAIL' && params[0] === 'BOUNCER') this.#asked.shift()?.(params.at(-1) ?? '')
    else if (verb === 'WEBPUSH') this.#askedPush.shift()?.(undefined)
    else if (verb === 'FAIL' && params[0] === 'WEBPUSH') {
      this.#askedPush.shift()?.(params.at(-1) ?? '')
    } else if (verb === 'BATCH' && params[0]?.startsWith('-')) this.#listed()
  }

  /** The first batch is the list: what is not in it has been removed meanwhile. */
  #listed(): void {
    if (this.#complete) return
    this.#complete = true
    for (const id of this.networks.keys()) if (!this.#told.has(id)) this.#forget(id)
    this.#options.changed()
  }

  #forget(id: string): void {
    this.networks.delete(id)
    this.#attributes.delete(id)
  }

  #tell([sub = '', id = '', text = '']: string[]): void {
    if (sub.toUpperCase() !== 'NETWORK') return this.#asked.shift()?.(undefined)
    this.#told.add(id)
    if (text === '*') this.#forget(id)
    else if (this.networks.has(id) || this.networks.size < networksMax) {
      // Of a known network only what changed is told.
      const all = new Map([...(this.#attributes.get(id) ?? []), ...parseTags(text)])
      this.#attributes.set(id, all)
      this.networks.set(id, infoOf(id, all))
    }
    if (this.#complete) this.#options.changed()
  }

  /** @returns why it was refused, in the bouncer's words; '' when there is no connection. */
  add(attributes: Tags): Promise<string | undefined> {
    return this.#ask('ADDNETWORK', formatTags(attributes))
  }

  change(id: string, attributes: Tags): Promise<string | undefined> {
    return this.#ask('CHANGENETWORK', id, formatTags(attributes))
  }

  remove(id: string): Promise<string | undefined> {
    return this.#ask('DELNETWORK', id)
  }

  /** Connects a network, or disconnects it until it is asked to connect again. */
  enable(id: string, on: boolean): void {
    const words = `network ${on ? 'connect' : 'disconnect'} ${id}`
    this.#options.send(format(message('PRIVMSG', 'BouncerServ', words)))
  }

  /** The key by which push services know the bouncer; nothing where it does not push. */
  get pushKey(): string | undefined {
    return this.#mirror.support.tokens.get('VAPID')
  }

  /**
   * Has the bouncer push what calls the person, on all networks, or no more.
   * @param keys as a browser gives them; nothing to end it
   * @returns as `add`
   */
  push(endpoint: string, keys?: Tags): Promise<string | undefined> {
    const words = keys ? ['REGISTER', endpoint, formatTags(keys)] : ['UNREGISTER', endpoint]
    const line = message('WEBPUSH', ...words)
    if (!this.#options.send(format(line))) return Promise.resolve('')
    return new Promise((resolve) => this.#askedPush.push(resolve))
  }

  #ask(...params: string[]): Promise<string | undefined> {
    if (!this.#options.send(format(message('BOUNCER', ...params)))) return Promise.resolve('')
    return new Promise((resolve) => this.#asked.push(resolve))
  }
}

function infoOf(id: string, tags: Tags): NetworkInfo {
  const text = (name: string) => tags.get(name) ?? ''
  const state = text('state')
  return {
    id,
    name: text('name') || text('host') || id,
    state: state === 'connected' || state === 'connecting' ? state : 'disconnected',
    error: state === 'connected' ? '' : text('error'),
    host: text('host'),
    port: text('port'),
    tls: text('tls') !== '0',
    nickname: text('nickname'),
    username: text('username'),
    realname: text('realname'),
  }
}
