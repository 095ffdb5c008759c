/**
 * Capabilities that devices may have.
 * Source: https://ircv3.net/specs/extensions/capability-negotiation
 */
import { format, type Message, messageFrom } from '#wire/message.ts'
import type { MultilineLimits } from '#wire/multiline.ts'
import { byteLength, pack } from '#wire/text.ts'
import { pushCaps } from './webpush.ts'

/** Of one message of several lines. A network that takes less gets several. */
export const ownLimits: MultilineLimits = { bytes: 4096, lines: 100 }

/** What the bouncer does itself, with any network. */
const own = new Map([
  ['sasl', ''],
  ['server-time', ''],
  ['message-tags', ''],
  ['batch', ''],
  ['labeled-response', ''],
  ['standard-replies', ''],
  ['draft/multiline', `max-bytes=${ownLimits.bytes},max-lines=${ownLimits.lines}`],
  ['echo-message', ''],
  ['multi-prefix', ''],
  ['userhost-in-names', ''],
  ['cap-notify', ''],
  ['znc.in/self-message', ''],
  ['znc.in/server-time-iso', ''],
  ['znc.in/batch', ''],
  ['znc.in/playback', ''],
  ['draft/chathistory', ''],
  ['draft/event-playback', ''],
  ['draft/read-marker', ''],
  ['draft/pre-away', ''],
  ['soju.im/bouncer-networks', ''],
  ['soju.im/search', ''],
  ['soju.im/bouncer-networks-notify', ''],
  ['bouncer', ''],
  ...pushCaps.map((cap) => [cap, ''] as const),
])

/** What is true only where the network does it. */
const borrowed = [
  'account-notify',
  'account-tag',
  'away-notify',
  'chghost',
  'draft/message-redaction',
  'extended-join',
  'extended-monitor',
  'invite-notify',
  'setname',
]

/** Without what stands before it. COMPAT: old clients read only the first of several lines. */
const lineBytes = 510

/** One client's negotiation, as one process tells it another. */
export interface ToldCaps {
  acked: string[]
  version: number
  mechanisms: string[]
}

/** One client's negotiation. */
export class Caps {
  readonly acked = new Set<string>()
  /** CAP LS or REQ came before registration: it ends with CAP END. */
  negotiating = false
  readonly #mechanisms: string
  /** Borrowed capabilities that this client was told it may have. */
  readonly #lent = new Set(borrowed)
  #version = 0

  /** @param mechanisms of SASL, by which this client may log in */
  constructor(mechanisms: string[]) {
    this.#mechanisms = mechanisms.join(',')
  }

  /** One that was made elsewhere. */
  static of({ acked, version, mechanisms }: ToldCaps): Caps {
    const caps = new Caps(mechanisms)
    for (const cap of acked) caps.acked.add(cap)
    caps.#version = version
    return caps
  }

  /** What `of` makes the same of. */
  get told(): ToldCaps {
    const mechanisms = this.#mechanisms.split(',')
    return { acked: [...this.acked], version: this.#version, mechanisms }
  }

  /** Answers a CAP command. @param nick what the client is called, `*` before it has a name */
  answer([sub = '', ...rest]: string[], server: string, nick: string, early: boolean): Message[] {
    const reply = (...params: string[]) => messageFrom(server, 'CAP', nick, ...params)
    switch (sub.toUpperCase()) {
      case 'LS':
        if (early) this.negotiating = true
        this.#version = Math.max(this.#version, Number(rest[0]) || 301)
        if (this.#version >= 302) this.acked.add('cap-notify')
        return this.#list('LS', [...this.#offered()], reply)
      case 'LIST':
        return this.#list('LIST', [...this.acked], reply)
      case 'REQ':
        if (early) this.negotiating = true
        return [this.#request(rest.at(-1) ?? '', reply)]
      case 'END':
        this.negotiating = false
        return []
      default:
        return [messageFrom(server, '410', nick, sub || '*', 'Unknown CAP command')]
    }
  }

  /** The network's capabilities are known, or changed. @returns CAP NEW and DEL. */
  lend(network: ReadonlySet<string>, server: string, nick: string): Message[] {
    const fresh = borrowed.filter((cap) => network.has(cap) && !this.#lent.has(cap))
    const gone = borrowed.filter((cap) => !network.has(cap) && this.#lent.has(cap))
    for (const cap of fresh) this.#lent.add(cap)
    for (const cap of gone) {
      this.#lent.delete(cap)
      this.acked.delete(cap)
    }
    if (!this.acked.has('cap-notify')) return []
    const news = (sub: string, caps: string[]) =>
      caps.length > 0 ? [messageFrom(server, 'CAP', nick, sub, caps.join(' '))] : []
    return [...news('NEW', fresh), ...news('DEL', gone)]
  }

  *#offered(): Iterable<string> {
    for (const [name, fixed] of own) {
      const value = name === 'sasl' ? this.#mechanisms : fixed
      yield value !== '' && this.#version >= 302 ? `${name}=${value}` : name
    }
    yield* this.#lent
  }

  #list(sub: string, words: string[], reply: (...params: string[]) => Message): Message[] {
    const head = byteLength(format(reply(sub, '*', '')))
    const lines = pack(words, lineBytes - head)
    if (lines.length === 0) return [reply(sub, '')]
    return lines.map((line, at) =>
      at < lines.length - 1 && this.#version >= 302 ? reply(sub, '*', line) : reply(sub, line),
    )
  }

  /** All or nothing. */
  #request(text: string, reply: (...params: string[]) => Message): Message {
    const words = text.split(' ').filter(Boolean)
    const names = words.map((word) => word.replace(/^-/, ''))
    if (!names.every((name) => own.has(name) || this.#lent.has(name))) return reply('NAK', text)
    for (const word of words) {
      if (word.startsWith('-')) this.acked.delete(word.slice(1))
      else this.acked.add(word)
    }
    return reply('ACK', text)
  }
}
