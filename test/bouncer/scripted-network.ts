/** A network that plays by a script. */
import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { Address } from '#host/address.ts'
import { type Listener, listen } from '#host/listen.ts'
import { parse } from '#wire/message.ts'
import { eventually } from './device.ts'

/** A small network: everybody who connects is in; channels have the members that it is told. */
export class Network {
  address: Address = { kind: 'inproc', name: `network-${randomUUID()}` }
  /** Everything that was said to it, in order. */
  readonly heard: string[] = []
  /** Who is in a channel besides the newcomer, as in 353. */
  members: Record<string, string> = {}
  topics: Record<string, string> = {}
  /** Nicks that are taken. */
  taken = new Set<string>()
  refuses: Record<string, string> = {}
  /** Whom ISON finds. */
  there = new Set<string>()
  /** What it says of itself in 005, beside the usual. */
  tokens = ''
  /** Hears and says nothing any more. */
  isDeaf = false
  readonly #caps: string[]
  readonly #links = new Set<Link>()
  #listener: Listener | undefined

  constructor(caps = ['echo-message', 'message-tags', 'multi-prefix', 'sasl', 'server-time']) {
    this.#caps = caps
  }

  /** @param tcp on a port of 127.0.0.1, for those who only dial hosts */
  async open(tcp = false): Promise<void> {
    if (tcp) this.address = { kind: 'tcp', host: '127.0.0.1', port: 0 }
    const accept = (duplex: Duplex) => {
      const link = new Link(this, duplex, this.#caps)
      this.#links.add(link)
      duplex.on('close', () => this.#links.delete(link))
    }
    this.#listener = await listen(this.address, { accept })
    this.address = this.#listener.address
  }

  async close(): Promise<void> {
    await this.#listener?.close()
    this.breaks()
  }

  get port(): number {
    return this.address.kind === 'tcp' ? this.address.port : 0
  }

  /** Connections that are open. */
  get clients(): number {
    return this.#links.size
  }

  /** All connections break. */
  breaks(): void {
    for (const link of this.#links) link.drop()
    this.#links.clear()
  }

  /** Says a line to everybody, as it is. */
  says(...lines: string[]): void {
    for (const link of this.#links) for (const line of lines) link.push(line)
  }

  async hears(pattern: RegExp): Promise<string> {
    await eventually(
      () => this.heard.some((line) => pattern.test(line)),
      () => `${pattern}\n${this.heard.join('\n')}`,
    )
    return this.heard.find((line) => pattern.test(line))!
  }
}

class Link {
  readonly #network: Network
  readonly #duplex: Duplex
  readonly #caps: string[]
  #nick = ''
  #acked: string[] = []
  #rest = ''
  #isIn = false
  #ended = false

  constructor(network: Network, duplex: Duplex, caps: string[]) {
    this.#network = network
    this.#duplex = duplex
    this.#caps = caps
    duplex.setEncoding('utf8')
    duplex.on('error', () => {})
    duplex.on('data', (text: string) => {
      const lines = (this.#rest + text).split('\r\n')
      this.#rest = lines.pop()!
      if (!network.isDeaf) for (const line of lines) this.#line(line)
    })
  }

  push(line: string): void {
    if (!this.#duplex.destroyed) this.#duplex.write(`${line}\r\n`)
  }

  drop(): void {
    this.#duplex.destroy()
  }

  #line(text: string): void {
    this.#network.heard.push(text)
    const line = parse(text)!
    const [first = '', second = ''] = line.params
    const reply = (rest: string) => this.push(`:irc.test ${rest}`)
    switch (line.verb) {
      case 'CAP':
        if (first === 'LS') reply(`CAP * LS :${this.#caps.join(' ')}`)
        if (first === 'REQ') {
          this.#acked.push(...second.split(' '))
          reply(`CAP * ACK :${second}`)
        }
        if (first === 'END') this.#end()
        break
      case 'AUTHENTICATE':
        if (first === 'PLAIN') this.push('AUTHENTICATE +')
        else reply('903 * :ok')
        break
      case 'NICK':
        this.#rename(first)
        break
      case 'PING':
        reply(`PONG irc.test :${first}`)
        break
      case 'JOIN':
        for (const name of first.split(',')) this.#join(name)
        break
      case 'PART':
        this.push(`:${this.#nick}!u@h PART ${first}`)
        break
      case 'MODE':
        if (!first.startsWith('#')) return this.push(`:${first} MODE ${first} :${second}`)
        reply(`324 ${this.#nick} ${first} +nt`)
        reply(`329 ${this.#nick} ${first} 1700000000`)
        break
      case 'ISON': {
        const found = first.split(' ').filter((nick) => this.#network.there.has(nick.toLowerCase()))
        reply(`303 ${this.#nick} :${found.join(' ')}`)
        break
      }
      case 'WHO':
        reply(`352 ${this.#nick} ${first} u h irc.test ${this.#nick} H :0 real`)
        reply(`315 ${this.#nick} ${first} :End of WHO`)
        break
      case 'PRIVMSG':
      case 'NOTICE':
        if (this.#acked.includes('echo-message')) {
          for (const target of first.split(',')) {
            this.push(`:${this.#nick}!u@h ${line.verb} ${target} :${second}`)
          }
        }
        break
      case 'QUIT':
        this.#duplex.end()
    }
  }

  #rename(nick: string): void {
    if (this.#network.taken.has(nick)) {
      this.push(`:irc.test 433 ${this.#nick || '*'} ${nick} :taken`)
      return
    }
    if (this.#isIn) this.push(`:${this.#nick}!u@h NICK ${nick}`)
    this.#nick = nick
    if (this.#ended && !this.#isIn) this.#welcome()
  }

  /** Negotiation is over: whoever has a nick is in. */
  #end(): void {
    this.#ended = true
    if (this.#nick !== '') this.#welcome()
  }

  #welcome(): void {
    this.#isIn = true
    const say = (verb: string, rest: string) => this.push(`:irc.test ${verb} ${this.#nick} ${rest}`)
    say('001', `:Welcome ${this.#nick}!u@h`)
    const tokens = `CASEMAPPING=ascii CHANTYPES=# PREFIX=(ov)@+ NETWORK=Home ${this.#network.tokens}`
    say('005', `${tokens.trim()} :are supported`)
    say('422', ':no motd')
  }

  #join(name: string): void {
    const { refuses, topics, members } = this.#network
    if (refuses[name]) return this.push(`:irc.test ${refuses[name]} ${this.#nick} ${name} :no`)
    this.push(`:${this.#nick}!u@h JOIN ${name}`)
    if (topics[name]) this.push(`:irc.test 332 ${this.#nick} ${name} :${topics[name]}`)
    const names = `${this.#nick} ${members[name] ?? ''}`.trim()
    this.push(`:irc.test 353 ${this.#nick} = ${name} :${names}`)
    this.push(`:irc.test 366 ${this.#nick} ${name} :End of names`)
  }
}
