/** What another bouncer kept for somebody, in our words, whichever program wrote it. */
import type { UpstreamRecord } from '#store/store.ts'
import type { Message } from '#wire/message.ts'
import { messageFrom } from '#wire/message.ts'
import { newDraft } from '../../bouncer/index.ts'

export interface ForeignNetwork {
  name: string
  nick: string
  upstream: UpstreamRecord
  /** Joined channels with their key, '' where there is none. */
  channels: Record<string, string>
  /** Those among them that were shown to no client. */
  detached: string[]
  /** What was said there, about in the order of time; nothing where no log was found. */
  lines?: (() => AsyncIterable<Pages> | Iterable<Pages>) | undefined
}

export interface Foreign {
  /** Which program, and what of it: for the report. */
  source: string
  networks: ForeignNetwork[]
  /** What cannot be taken, a sentence each. */
  lost: Losses
}

/** Lines that are taken together. */
export interface Pages {
  /** How much of the source has been read, 0 … 1. */
  done: number
  lines: ForeignLine[]
}

export interface ForeignLine {
  /** The channel, or who the conversation is with. */
  window: string
  /** Milliseconds since 1970. */
  at: number
  message: Message
  /** True for what is no message. */
  event: boolean
}

/** Counts what is lost, so that a thousand lines of one kind are one sentence. */
export class Losses {
  readonly #counts = new Map<string, number>()

  add(text: string): void {
    this.#counts.set(text, (this.#counts.get(text) ?? 0) + 1)
  }

  get sentences(): string[] {
    return [...this.#counts].map(([text, count]) => (count > 1 ? `${text} (${count} times)` : text))
  }
}

export function newNetwork(name: string, nick: string): ForeignNetwork {
  const { upstream } = newDraft(nick)
  return { name, nick, upstream: { ...upstream, addresses: [] }, channels: {}, detached: [] }
}

/** What somebody said, to a channel or in a conversation. @param me the nick of the log's owner */
export function said(
  verb: 'PRIVMSG' | 'NOTICE',
  from: string,
  window: string,
  me: string,
  text: string,
): Message {
  const isChannel = /^[#&+!]/.test(window)
  const isTheirs = from.toLowerCase() === window.toLowerCase()
  return messageFrom(from || '*', verb, !isChannel && isTheirs ? me : window, text)
}
