/** irc-framework as Kiwi IRC uses it: over a channel of a SockJS session. */
import { EventEmitter } from 'node:events'
import framework, { type Client, type ClientOptions } from 'irc-framework'
import SockJS, { type Transport } from 'sockjs-client'
import { until } from '../until.ts'

/** The wire of one network: irc-framework makes one for each connection. */
class KiwiTransport extends EventEmitter {
  readonly #url: string
  readonly #transport: Transport
  #sock: SockJS | undefined

  constructor(url: string, transport: Transport) {
    super()
    this.#url = url
    this.#transport = transport
  }

  /** The order of a real Kiwi: open the channel, wait for the echo, name the network. */
  connect(): void {
    const sock = new SockJS(this.#url, null, { transports: [this.#transport] })
    this.#sock = sock
    sock.onopen = () => {
      sock.send(':0 CONTROL START')
      sock.send(':1')
    }
    sock.onmessage = ({ data }) => this.#hear(data)
    sock.onclose = () => this.emit('close')
  }

  #hear(data: string): void {
    if (data === ':1') {
      this.#sock?.send(':1 HOST default:6667')
      this.#sock?.send(':1 ENCODING utf8')
      // Kiwi registers when the channel is acknowledged; the server is dialled after USER.
      this.emit('open')
    } else if (data.startsWith(':1 control closed')) {
      this.emit('close', data.split(' ')[3] || undefined)
    } else if (data !== ':1 control connected') {
      this.emit('line', data.slice(3))
    }
  }

  writeLine(line: string, done?: () => void): void {
    this.#sock?.send(`:1 ${line}`)
    if (done) setImmediate(done)
  }

  close(): void {
    this.#sock?.close()
  }

  disposeSocket(): void {
    this.removeAllListeners()
    this.#sock?.close()
  }

  setEncoding(): boolean {
    return true
  }
}

export interface KiwiPerson {
  client: Client
  said: { nick: string; message: string }[]
  quits: string[]
  /** As somebody does it who closes the tab. */
  closeTab(): void
}

/** Registers, and logs in where there is an account. */
export async function kiwiPerson(
  url: string,
  transport: Transport,
  nick: string,
  account?: ClientOptions['account'],
): Promise<KiwiPerson> {
  let wire: KiwiTransport | undefined
  class Wire extends KiwiTransport {
    constructor() {
      super(url, transport)
      wire = this
    }
  }
  const options = { host: 'default', port: 6667, nick, username: nick, gecos: 'A page' }
  const client = new framework.Client()
  const person: KiwiPerson = { client, said: [], quits: [], closeTab: () => wire?.close() }
  client.on('message', ({ nick, message }) => person.said.push({ nick, message }))
  client.on('quit', ({ nick }) => person.quits.push(nick))
  let registered = false
  client.on('registered', () => {
    registered = true
  })
  const more = { transport: Wire, auto_reconnect: false, ...(account ? { account } : {}) }
  client.connect({ ...options, ...more } as ClientOptions)
  await until(`${nick} to be welcomed`, () => registered)
  return person
}
