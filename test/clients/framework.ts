/** irc-framework, the library under several web clients; it keeps its log in memory. */
import irc, { type Client, type MessageEvent } from 'irc-framework'
import { until } from '../until.ts'
import type { Logged, Person, Place } from './person.ts'

interface Renamed {
  nick: string
  new_nick: string
  time?: number | undefined
}

interface Topic {
  nick: string
  topic: string
  time?: number | undefined
}

export class Framework implements Person {
  readonly name: string
  readonly #place: Place
  readonly #lines: Logged[] = []
  /** Who was logged in as whom when they spoke, by nick. */
  readonly accounts = new Map<string, string | undefined>()
  #client: Client | undefined

  constructor(name: string, place: Place) {
    this.name = name
    this.#place = place
  }

  async start(): Promise<void> {
    const { host, port, nick, channel, login } = this.#place
    const client = new irc.Client()
    this.#client = client
    client.connect({
      ...{ host, port, nick, account: login },
      enable_echomessage: true,
      auto_reconnect: false,
      version: null,
    })
    const add = (text: string, at = Date.now()) => this.#lines.push({ at, text })
    let joined = false
    client.on('registered', () => client.join(channel))
    client.on('join', (event: { nick: string }) => {
      joined ||= event.nick === client.user.nick
    })
    client.on('message', ({ nick: by, type, message, time, tags }: MessageEvent) => {
      this.accounts.set(by, tags.account)
      add(type === 'action' ? `* ${by} ${message}` : `<${by}> ${message}`, time)
    })
    client.on('nick', (event: Renamed) => add(`${event.nick} is ${event.new_nick}`, event.time))
    client.on('topic', (event: Topic) => {
      if (event.nick) add(`${event.nick} set the topic: ${event.topic}`, event.time)
    })
    await until(`${this.name} to join`, () => joined, 30_000)
  }

  say(text: string): void {
    this.#client!.say(this.#place.channel, text)
  }

  act(text: string): void {
    this.#client!.say(this.#place.channel, `\x01ACTION ${text}\x01`)
  }

  rename(nick: string): void {
    this.#client!.changeNick(nick)
  }

  setTopic(text: string): void {
    this.#client!.setTopic(this.#place.channel, text)
  }

  async log(): Promise<Logged[]> {
    return this.#lines
  }

  async quit(): Promise<void> {
    const client = this.#client
    if (!client) return
    this.#client = undefined
    const closed = new Promise<void>((resolve) => client.once('close', resolve))
    client.quit('Good night')
    await closed
  }

  async kill(): Promise<void> {
    await this.quit()
  }
}
