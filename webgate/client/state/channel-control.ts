/**
 * What a channel is set to, and changing it: its topic, its modes, and its lists of who may not
 * come in, who may all the same, and who is invited. Listens as long as somebody looks at it.
 * Source: https://modern.ircdocs.horse/#channel-modes
 */
import { type Message, nickOf } from '#wire/message.ts'
import type { Buffer } from './buffer.ts'
import type { Inquiry } from './inquiry.ts'
import type { Session } from './session.ts'

/** An entry of a list. */
export interface Mask {
  mask: string
  /** A nickname, '' where the server does not tell. */
  by: string
  /** Milliseconds since 1970; 0 where the server does not tell. */
  at: number
}

/** The lists that every server means the same by, where it has them: their letter, an entry, the end. */
const numerics: Record<string, [letter: string, isEnd: boolean]> = {
  367: ['b', false],
  368: ['b', true],
  348: ['e', false],
  349: ['e', true],
  346: ['I', false],
  347: ['I', true],
}
export const listLetters = ['b', 'e', 'I'] as const
export type ListLetter = (typeof listLetters)[number]

/** Refusals that name the channel first. */
const refusals = new Set('401 403 441 442 443 461 467 472 478 482 696 697'.split(' '))
/** More are not shown: a hostile server may never stop. */
const masksMax = 1000

export class ChannelControl implements Inquiry {
  readonly #session: Session
  readonly #buffer: Buffer
  readonly #changed: () => void
  /** Lists that have come whole. */
  readonly lists = new Map<string, Mask[]>()
  /** The one that is coming: each comes whole before the next, whatever is asked meanwhile. */
  #coming: Mask[] = []
  /** Why the last change was refused, in the server's words; '' where it was not. */
  problem = ''

  /** Asks for the channel's modes at once. `dispose` of it when nobody looks any more. */
  constructor(session: Session, buffer: Buffer, changed: () => void) {
    this.#session = session
    this.#buffer = buffer
    this.#changed = changed
    session.inquiries.add(this)
    session.send('MODE', buffer.name)
  }

  /** Whether the person may change anything; the server has the last word. */
  get mayChange(): boolean {
    return /[~&@%]/.test(this.#own)
  }

  get mayChangeTopic(): boolean {
    return this.mayChange || !this.#session.mirror.channel(this.#buffer.name)?.modes.has('t')
  }

  get #own(): string {
    const { mirror } = this.#session
    const members = mirror.channel(this.#buffer.name)?.members
    return members?.get(mirror.fold(mirror.nick))?.prefixes ?? ''
  }

  /** Asks for a list, which is in `lists` when `changed` is called. */
  ask(letter: ListLetter): void {
    this.#send('MODE', letter)
  }

  setTopic(text: string): void {
    this.#send('TOPIC', text)
  }

  /** @param change a sign and a letter, such as `+m` */
  setMode(change: string, ...word: string[]): void {
    this.#send('MODE', change, ...word)
  }

  /** Puts a mask on a list, or takes it off; then the list is asked for again. */
  setMask(sign: '+' | '-', letter: ListLetter, mask: string): void {
    this.setMode(sign + letter, mask)
    this.ask(letter)
  }

  #send(verb: string, ...params: string[]): void {
    this.problem = ''
    this.#session.send(verb, this.#buffer.name, ...params)
  }

  take({ verb, params }: Message): boolean {
    const [, channel = '', mask = '', by = '', at = ''] = params
    if (this.#session.find(channel) !== this.#buffer) return false
    const [letter, isEnd] = numerics[verb] ?? []
    if (letter === undefined) return this.#refused(verb, params)
    if (isEnd) {
      this.lists.set(letter, this.#coming)
      this.#coming = []
      this.#changed()
    } else if (this.#coming.length < masksMax) {
      this.#coming.push({ mask, by: nickOf(by), at: Number(at) * 1000 || 0 })
    }
    return true
  }

  #refused(verb: string, params: string[]): boolean {
    if (!refusals.has(verb)) return false
    this.problem = params.at(-1) ?? ''
    this.#changed()
    return true
  }

  end(): void {
    this.#coming = []
  }

  /** Nobody looks any more. */
  dispose(): void {
    this.#session.inquiries.delete(this)
  }
}
