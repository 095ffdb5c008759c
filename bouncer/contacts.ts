/**
 * Whom a person's devices want to hear of. Each device has a list of its own, as on a server; the
 * network is asked about all of them together, once, and what it tells goes to whose list it is on.
 * After a break the network is asked again, and devices hear only what has changed. A network without
 * MONITOR is asked with ISON: devices have MONITOR everywhere.
 * Source: https://ircv3.net/specs/extensions/monitor
 */
import { type Message, message, messageFrom, nickOf } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import { pack } from '#wire/text.ts'
import type { Attached } from './downstream/attached.ts'
import { Ison } from './ison.ts'

export interface ContactsPorts {
  /** The connection's state, as of now; nothing where there is none. */
  seen: () => Mirror | undefined
  /** What devices have been told: what holds where there is no connection. */
  told: () => Mirror
  send: (line: Message) => unknown
  /** Asks the network, so that nobody is shown the answer. */
  ask: (line: Message) => unknown
  /** Between two rounds of ISON. */
  isonMs: number
  /** Runs when everything that came before has been delivered. */
  inTurn: (run: () => void) => void
  /** Somebody whom the bouncer itself waits for is there, or not. */
  news: (nick: string, isThere: boolean) => void
}

/** Folded nicks, and how they were written. */
type List = Map<string, string>

const wordsBytes = 400
/** Where a network names no limit, or has no such list. */
export const listMax = 100
/** More than this is nobody's list of friends, whatever a network says. */
const listsMax = 1_000

export class Contacts {
  readonly #ports: ContactsPorts
  readonly #lists = new Map<Attached, List>()
  /** What the network was asked to tell of. */
  readonly #asked = new Set<string>()
  /** What it last said: a mask for whoever is there, '' for who is not. */
  readonly #known = new Map<string, string>()
  /** The nick that the bouncer itself waits for. */
  #own: string | undefined
  readonly #ison: Ison

  constructor(ports: ContactsPorts) {
    this.#ports = ports
    this.#ison = new Ison({
      everyMs: ports.isonMs,
      nicks: () => [...this.#asked],
      ask: ports.ask,
      told: (there, gone) => {
        this.#heard('730', there)
        this.#heard('731', gone)
      },
      fold: (nick) => this.#fold(nick),
    })
  }

  /** A device says MONITOR. */
  command(device: Attached, [sub = '', text = '']: string[]): void {
    const nicks = text.split(',').filter((nick) => nick !== '' && !/\s/.test(nick))
    const list = this.#listOf(device)
    const word = sub.toUpperCase()
    if (word === '+') this.#add(device, list, nicks)
    else if (word === '-') this.#remove(list, nicks)
    else if (word === 'C') this.forget(device)
    else if (word === 'L') {
      this.#say(device, '732', list.values())
      device.numeric('733', 'End of MONITOR list')
    } else if (word === 'S') this.#status(device, list)
    else device.numeric('461', 'MONITOR', 'Say +, -, C, L or S')
  }

  /** Whether a device follows somebody: then it hears more than that they come and go. */
  follows(device: Attached, nick: string): boolean {
    return this.#lists.get(device)?.has(this.#fold(nick)) ?? false
  }

  /** A device has gone, or empties its list. */
  forget(device: Attached): void {
    const list = this.#lists.get(device)
    this.#lists.delete(device)
    if (list) this.#release([...list.keys()])
  }

  /** The bouncer itself waits for somebody to go; for one at a time. */
  waitFor(nick: string | undefined): void {
    const before = this.#own
    this.#own = nick
    if (before !== undefined) this.#release([this.#fold(before)])
    if (nick !== undefined && this.#isTold) this.#ask([nick])
  }

  /** The network has forgotten what it was asked. */
  up(): void {
    this.#asked.clear()
    this.#ask([...this.#lists.values()].flatMap((list) => [...list.values()]))
  }

  down(): void {
    this.#ison.stop()
    this.#asked.clear()
    this.#own = undefined
  }

  /** Takes what the network says of those who were asked about: nobody else is to be shown it. */
  takes({ verb, params: [, text = '', refused = ''] }: Message): boolean {
    if (verb === '734') this.#refused(refused)
    else if (verb === '730' || verb === '731') this.#heard(verb, text.split(',').filter(Boolean))
    else return false
    return true
  }

  /** The network has answered to our ISON. */
  answered({ params: [, text = ''] }: Message): void {
    this.#ison.answered(text)
  }

  /** Whether the network tells by itself who comes and goes. */
  get #isTold(): boolean {
    return this.#ports.seen()?.support.tokens.has('MONITOR') ?? false
  }

  #fold(nick: string): string {
    return this.#ports.told().fold(nick)
  }

  #listOf(device: Attached): List {
    const list = this.#lists.get(device) ?? new Map()
    this.#lists.set(device, list)
    return list
  }

  get #max(): number {
    const told = Number(this.#ports.told().support.tokens.get('MONITOR')) || listMax
    return Math.min(told, listsMax)
  }

  #add(device: Attached, list: List, nicks: string[]): void {
    const max = this.#max
    const added: List = new Map()
    const refused: string[] = []
    let fresh = 0
    for (const nick of nicks) {
      const key = this.#fold(nick)
      if (list.has(key)) continue
      // The devices together have one list on the network.
      const isFull = list.size >= max || (!this.#asked.has(key) && this.#asked.size + fresh >= max)
      if (isFull) refused.push(nick)
      else {
        if (!this.#asked.has(key)) {
          fresh++
          // What was known before a break is news to this device.
          this.#known.delete(key)
        }
        list.set(key, nick)
        added.set(key, nick)
      }
    }
    this.#status(device, added)
    this.#ask([...added.values()])
    if (refused.length > 0) device.numeric('734', String(max), refused.join(','), full)
  }

  #remove(list: List, nicks: string[]): void {
    const keys = nicks.map((nick) => this.#fold(nick)).filter((key) => list.delete(key))
    this.#release(keys)
  }

  /** Says what is known of them; what is not will come. */
  #status(device: Attached, list: List): void {
    const known = [...list].filter(([key]) => this.#asked.has(key) && this.#known.has(key))
    const masks = known.map(([key]) => this.#known.get(key)!)
    this.#say(device, '730', masks.filter(Boolean))
    const away = known.filter((_, at) => masks[at] === '').map(([, nick]) => nick)
    this.#say(device, '731', away)
  }

  #say(device: Attached, verb: string, words: Iterable<string>): void {
    for (const text of pack(words, wordsBytes, ',')) device.numeric(verb, text)
  }

  #ask(nicks: string[]): void {
    if (!this.#ports.seen()) return
    const fresh = nicks.filter((nick) => !this.#asked.has(this.#fold(nick)))
    for (const nick of fresh) this.#asked.add(this.#fold(nick))
    if (!this.#isTold) return fresh.length > 0 ? this.#ison.soon() : undefined
    const words = new Map(fresh.map((nick) => [this.#fold(nick), nick])).values()
    for (const text of pack(words, wordsBytes, ',')) this.#ports.send(message('MONITOR', '+', text))
  }

  /** Those on nobody's list are asked about no more. */
  #release(keys: string[]): void {
    const own = this.#own === undefined ? undefined : this.#fold(this.#own)
    const isWanted = (key: string) =>
      key === own || [...this.#lists.values()].some((list) => list.has(key))
    const free = keys.filter((key) => this.#asked.has(key) && !isWanted(key))
    for (const key of free) this.#asked.delete(key)
    for (const key of keys) if (!isWanted(key)) this.#known.delete(key)
    if (!this.#isTold) return
    for (const text of pack(free, wordsBytes, ',')) this.#ports.send(message('MONITOR', '-', text))
  }

  #heard(verb: string, words: string[]): void {
    const news = new Map<string, string>()
    for (const word of words) {
      const key = this.#fold(nickOf(word))
      if (!this.#asked.has(key)) continue
      const isThere = verb === '730'
      this.#ports.news(nickOf(word), isThere)
      const mask = isThere ? word : ''
      const before = this.#known.get(key)
      this.#known.set(key, mask)
      const isNews = before === undefined || (before === '') === isThere
      if (isNews) news.set(key, word)
    }
    if (news.size > 0) this.#ports.inTurn(() => this.#spread(verb, news))
  }

  #spread(verb: string, news: List): void {
    for (const [device, list] of this.#lists) {
      const own = [...news].filter(([key]) => list.has(key)).map(([, word]) => word)
      for (const text of pack(own, wordsBytes, ',')) this.#push(device, verb, text)
    }
  }

  /** The network has no room for these after all. */
  #refused(text: string): void {
    const nicks = text.split(',').filter(Boolean)
    for (const nick of nicks) this.#asked.delete(this.#fold(nick))
    this.#ports.inTurn(() => {
      for (const [device, list] of this.#lists) {
        const own = nicks.filter((nick) => list.delete(this.#fold(nick)))
        if (own.length > 0) this.#push(device, '734', String(this.#max), own.join(','), full)
      }
    })
  }

  /** Tells what the device has not asked for just now. */
  #push(device: Attached, verb: string, ...params: string[]): void {
    device.push(messageFrom(device.mirror.server || device.server, verb, device.nick, ...params))
  }
}

const full = 'Your list of people to hear of is full'
