/**
 * Whether those with whom one speaks are there: asked with MONITOR, and USERHOST for who is away as one
 * comes; what changes is told. Loaded when there is a conversation with somebody.
 * Source: https://ircv3.net/specs/extensions/monitor, https://ircv3.net/specs/extensions/extended-monitor
 */
import { type Message, nickOf } from '#wire/message.ts'
import { pack } from '#wire/text.ts'
import type { Inquiry } from './inquiry.ts'
import type { Session } from './session.ts'

export type Standing = 'online' | 'away' | 'offline'

const wordsBytes = 400
/** Of one USERHOST. */
const nicksMax = 5
/** Programs, which are always there and on no such list. */
const notPeople = /serv$|^\*/i

export class Presence implements Inquiry {
  readonly #session: Session
  /** Folded nicks, and how many places of the page show them. */
  readonly #shown = new Map<string, number>()
  /** Whom the server was asked about. */
  readonly #asked = new Set<string>()
  readonly #there = new Map<string, boolean>()
  readonly #away = new Set<string>()
  /** USERHOST that was not answered. */
  #open = 0
  #flushing = false

  constructor(session: Session) {
    this.#session = session
    session.inquiries.add(this)
  }

  /** Nothing where nobody knows. */
  of(name: string): Standing | undefined {
    const { mirror } = this.#session
    const key = mirror.fold(name)
    const there = this.#there.get(key)
    if (there === false) return 'offline'
    if (there) return this.#away.has(key) ? 'away' : 'online'
    const member = mirror.channelsOf(name)[0]?.members.get(key)
    return member && (member.away ? 'away' : 'online')
  }

  /** Somebody is shown on the page. @returns the way to stop. */
  watch(name: string): () => void {
    if (notPeople.test(name)) return () => {}
    const key = this.#session.mirror.fold(name)
    this.#shown.set(key, (this.#shown.get(key) ?? 0) + 1)
    this.#flushSoon()
    return () => {
      const left = this.#shown.get(key)! - 1
      if (left > 0) this.#shown.set(key, left)
      else this.#shown.delete(key)
      this.#flushSoon()
    }
  }

  take({ verb, params, source = '' }: Message): boolean {
    const [, list = '', refused = ''] = params
    if (verb === 'AWAY') this.#setAway(nickOf(source), params[0] !== undefined && params[0] !== '')
    else if (verb === '730' || verb === '731') this.#heard(verb === '730', list.split(','))
    else if (verb === '734') for (const nick of refused.split(',')) this.#unknown(nick)
    else if (verb === '302' && this.#open > 0) this.#hosts(list)
    else return false
    // Others may want to know it as well.
    return verb !== 'AWAY'
  }

  end(): void {
    this.#asked.clear()
    this.#there.clear()
    this.#away.clear()
    this.#open = 0
  }

  /** Many come and go in one turn: they are asked about together. */
  #flushSoon(): void {
    if (this.#flushing) return
    this.#flushing = true
    queueMicrotask(() => {
      this.#flushing = false
      this.#flush()
    })
  }

  #flush(): void {
    const { mirror, phase } = this.#session
    if (phase !== 'online' || !mirror.support.tokens.has('MONITOR')) return
    const fresh = [...this.#shown.keys()].filter((key) => !this.#asked.has(key))
    const gone = [...this.#asked].filter((key) => !this.#shown.has(key))
    for (const key of gone) this.#unknown(key)
    for (const text of pack(fresh, wordsBytes, ',')) {
      // What did not leave is asked with the next ones.
      if (!this.#session.send('MONITOR', '+', text)) break
      for (const key of text.split(',')) this.#asked.add(key)
    }
    for (const text of pack(gone, wordsBytes, ',')) this.#session.send('MONITOR', '-', text)
  }

  #unknown(nick: string): void {
    const key = this.#session.mirror.fold(nick)
    for (const all of [this.#asked, this.#there, this.#away]) all.delete(key)
  }

  #heard(isThere: boolean, words: string[]): void {
    const nicks = words.map(nickOf).filter(Boolean)
    for (const nick of nicks) {
      const key = this.#session.mirror.fold(nick)
      this.#there.set(key, isThere)
      this.#away.delete(key)
    }
    for (let at = 0; isThere && at < nicks.length; at += nicksMax) {
      if (this.#session.send('USERHOST', ...nicks.slice(at, at + nicksMax))) this.#open++
    }
    this.#session.options.changed({ kind: 'buffers' })
  }

  /** `bob=+user@host carol*=-user@host`: a minus is away. */
  #hosts(list: string): void {
    this.#open--
    for (const [, nick = '', sign] of list.matchAll(/([^\s=*]+)\*?=([+-])/g)) {
      this.#setAway(nick, sign === '-')
    }
  }

  #setAway(nick: string, isAway: boolean): void {
    const key = this.#session.mirror.fold(nick)
    if (!this.#there.has(key)) return
    if (isAway) this.#away.add(key)
    else this.#away.delete(key)
    this.#session.options.changed({ kind: 'buffers' })
  }
}

const all = new WeakMap<Session, Presence>()

/** The one of this session. */
export function presenceOf(session: Session): Presence {
  const known = all.get(session) ?? new Presence(session)
  all.set(session, known)
  return known
}
