/** One thing in a conversation's log: what was said, or what happened. Data, not words: the page
 * puts it into the reader's language. */

import { parseTime } from '#wire/chathistory.ts'
import { type Message, nickOf } from '#wire/message.ts'
import { withoutFormatting } from './formatting.ts'
import { replyOf } from './reactions.ts'

export type EntryKind =
  | 'message'
  | 'action'
  | 'notice'
  | 'join'
  | 'part'
  | 'quit'
  | 'kick'
  | 'nick'
  | 'topic'
  | 'mode'
  | 'invite'
  /** A line of the server, as it said it. */
  | 'server'
  /** A refusal of the server, as it said it. */
  | 'error'
  /** A word of the page itself; `note` says which. */
  | 'note'

export type NoteKey = 'unknownCommand' | 'needsMore' | 'notConnected' | 'notInChannel' | 'help'

export interface Entry {
  /** Unique in this page. */
  readonly id: number
  msgid?: string | undefined
  /** Milliseconds since 1970, by the server's clock where it tells. */
  at: number
  kind: EntryKind
  /** A nickname or a server's name; '' for the page itself. */
  by: string
  /** With its formatting characters. */
  text: string
  /** Whom it was done to, or what the nickname became. */
  to?: string | undefined
  mine: boolean
  mention: boolean
  /** Of an own message that the server has not confirmed; see `Outbox`. */
  delivery?: 'waiting' | 'sending' | 'failed' | undefined
  /** Why the delivery failed, in the server's words; '' when nobody knows. */
  why?: string | undefined
  note?: NoteKey | undefined
  /** The id of the message that this one answers. */
  reply?: string | undefined
  /** It was taken back, and its text is gone. */
  redacted?: Redaction | undefined
}

export interface Redaction {
  by: string
  why: string
}

/** What is needed to tell an own line from a stranger's. */
export interface Reader {
  isMe(nick: string): boolean
  /** Whether a text of somebody else calls the reader. */
  isCalled(text: string): boolean
}

let lastId = 0

/** An entry of the page's own making. */
export function newEntry(kind: EntryKind, at: number, fields: Partial<Omit<Entry, 'id'>>): Entry {
  return { id: ++lastId, at, kind, by: '', text: '', mine: false, mention: false, ...fields }
}

export function timeOf(line: Message, now: number): number {
  return parseTime(line.tags?.get('time') ?? '') ?? now
}

/**
 * What a line says in a log, the same for a live line and for one of the history.
 * @returns nothing for a line that no log shows.
 */
export function entryOf(line: Message, reader: Reader, now: number): Entry | undefined {
  const by = nickOf(line.source ?? '')
  const shape = shapeOf(line)
  if (!shape) return undefined
  const mine = reader.isMe(by)
  return newEntry(shape.kind, timeOf(line, now), {
    msgid: line.tags?.get('msgid'),
    by,
    text: shape.text ?? '',
    to: shape.to,
    reply: replyOf(line.tags),
    mine,
    mention: !mine && isSpeech(shape.kind) && reader.isCalled(shape.text ?? ''),
  })
}

interface Shape {
  kind: EntryKind
  text?: string | undefined
  to?: string | undefined
}

const shapes: Record<string, (params: string[]) => Shape | undefined> = {
  PRIVMSG: ([, text = '']) => spoken('message', text),
  NOTICE: ([, text = '']) => spoken('notice', text),
  JOIN: ([channel]) => ({ kind: 'join', to: channel }),
  PART: ([channel, text]) => ({ kind: 'part', to: channel, text }),
  QUIT: ([text]) => ({ kind: 'quit', text }),
  KICK: ([, to, text]) => ({ kind: 'kick', to, text }),
  NICK: ([to]) => ({ kind: 'nick', to }),
  TOPIC: ([, text]) => ({ kind: 'topic', text }),
  MODE: ([, ...change]) => ({ kind: 'mode', text: change.join(' ') }),
  INVITE: ([to, channel]) => ({ kind: 'invite', to, text: channel }),
}

function shapeOf({ verb, params }: Message): Shape | undefined {
  return shapes[verb]?.(params)
}

/** A message takes its text back. */
export function redact(entry: Entry, redaction: Redaction): void {
  Object.assign(entry, { text: '', mention: false, redacted: redaction })
}

/** Of the old client-to-client requests only ACTION is speech; the others are not shown. */
function spoken(kind: 'message' | 'notice', text: string): Shape | undefined {
  if (text[0] !== '\x01') return { kind, text }
  const action = /^\x01ACTION ([^\x01]*)\x01?$/.exec(text)?.[1]
  return action === undefined ? undefined : { kind: 'action', text: action }
}

/** Whether its time is the server's. What the page says itself has the time of the page's clock. */
export function isDated({ by, delivery }: Entry): boolean {
  return by !== '' && delivery === undefined
}

/** Whether the history of a channel tells it as well. */
export function isOfHistory(kind: EntryKind): boolean {
  return isSpeech(kind) || happenings.has(kind)
}

const happenings = new Set<EntryKind>(['join', 'part', 'quit', 'kick', 'nick', 'topic', 'mode'])

export function isSpeech(kind: EntryKind): boolean {
  return kind === 'message' || kind === 'action' || kind === 'notice'
}

/** Whether the nickname stands in the text as a word of its own, in any case. */
export function mentions(text: string, nick: string): boolean {
  if (nick === '') return false
  const plain = withoutFormatting(text).toLowerCase()
  const word = nick.toLowerCase()
  for (let at = plain.indexOf(word); at >= 0; at = plain.indexOf(word, at + 1)) {
    if (!isWordChar(plain[at - 1]) && !isWordChar(plain[at + word.length])) return true
  }
  return false
}

function isWordChar(char: string | undefined): boolean {
  return char !== undefined && /[\p{L}\p{N}_[\]\\^{}|`-]/u.test(char)
}
