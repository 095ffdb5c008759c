/**
 * Who somebody is, as WHOIS tells it. Listens as long as somebody looks.
 * Source: https://modern.ircdocs.horse/#whois-message
 */
import type { Message } from '#wire/message.ts'
import type { Inquiry } from './inquiry.ts'
import type { Session } from './session.ts'

export interface Person {
  /** Without it nothing has been told yet. */
  realname?: string
  user?: string
  host?: string
  account?: string
  /** With their signs. */
  channels: string[]
  /** What was said on going away. */
  away?: string
  /** Milliseconds since 1970. */
  since?: number
  /** When something was last said, by the page's clock. */
  spokeAt?: number
  /** What else the server says of them, in its words. */
  more: string[]
}

const moreMax = 20
const channelsMax = 200

type Read = (person: Person, words: string[], now: number) => void

/** By numeric; `words` begin behind the nickname. */
const reads: Record<string, Read> = {
  311: (person, [user, host, , realname]) => Object.assign(person, { user, host, realname }),
  319: ({ channels }, [list = '']) => {
    for (const name of list.split(' '))
      if (name && channels.length < channelsMax) channels.push(name)
  },
  301: (person, [away]) => Object.assign(person, { away }),
  317: (person, [idle, since], now) => {
    if (Number(since)) person.since = Number(since) * 1000
    person.spokeAt = now - (Number(idle) || 0) * 1000
  },
  330: (person, [account]) => Object.assign(person, { account }),
  312: () => {},
}
/** Told in the server's words: an operator, a bot, over TLS … */
const others = new Set('276 307 308 310 313 320 335 338 378 379 671'.split(' '))

export class Whois implements Inquiry {
  readonly #session: Session
  readonly #nick: string
  readonly #changed: () => void
  person: Person = { channels: [], more: [] }
  /** `gone`: there is nobody of that name. */
  is: 'asked' | 'told' | 'gone' = 'asked'

  /** Asks at once. `dispose` of it when nobody looks any more. */
  constructor(session: Session, nick: string, changed: () => void) {
    this.#session = session
    this.#nick = nick
    this.#changed = changed
    session.inquiries.add(this)
    if (!session.send('WHOIS', nick)) this.is = 'gone'
  }

  take({ verb, params, tags }: Message): boolean {
    const [, nick = '', ...words] = params
    const { mirror, options } = this.#session
    if (mirror.fold(nick) !== mirror.fold(this.#nick)) return false
    // Where there is nobody, 401 comes before the end; with a label it answers a message to them.
    if (verb === '401') return !tags?.has('label')
    if (verb === '318') {
      this.is = this.person.user ? 'told' : 'gone'
      this.dispose()
      this.#changed()
      return true
    }
    const read = reads[verb]
    if (read) read(this.person, words, options.now())
    else if (!others.has(verb)) return false
    else if (this.person.more.length < moreMax) this.person.more.push(words.join(' '))
    return true
  }

  end(): void {
    if (this.is === 'asked') this.is = 'gone'
    this.#changed()
  }

  /** Nobody looks any more, or all has been told. */
  dispose(): void {
    this.#session.inquiries.delete(this)
  }
}
