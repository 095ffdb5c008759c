/** What is said of messages and of people without a message: reactions, typing, redactions. */
import { type Message, nickOf } from '#wire/message.ts'
import type { Buffer } from './buffer.ts'
import { timeOf } from './entry.ts'
import { reactionOf, replyTags } from './reactions.ts'
import type { Session } from './session.ts'
import type { Typing } from './typing.ts'

/** A live TAGMSG. */
export function tagged(session: Session, line: Message): void {
  const buffer = session.find(session.mirror.windowOf(line) ?? '')
  if (!buffer) return
  readReaction(session, buffer, line)
  const typing = line.tags?.get('+typing') ?? line.tags?.get('+draft/typing')
  if (typing !== undefined) hearTyping(session, buffer, nickOf(line.source ?? ''), typing)
}

/** Of the history as well. */
export function readReaction(session: Session, buffer: Buffer, line: Message): void {
  if (line.verb !== 'TAGMSG') return
  const said = reactionOf(line)
  const nick = nickOf(line.source ?? '')
  if (!said || nick === '') return
  const word = { nick, at: timeOf(line, session.options.now()), on: said.on }
  if (!buffer.reactions.take(said.msgid, said.text, session.mirror.fold(nick), word)) return
  const entry = buffer.byMsgid(said.msgid)
  if (entry) session.options.changed({ kind: 'changed', buffer, entry })
}

function hearTyping(session: Session, buffer: Buffer, nick: string, word: string): void {
  const { mirror, options } = session
  if (mirror.isMe(nick)) return
  if (buffer.typists.hear(mirror.fold(nick), nick, word, options.now())) {
    options.changed({ kind: 'typing', buffer })
  }
}

/** REDACT, live or of a history that keeps it: of what was said nothing stays here either. */
export function redacted(session: Session, line: Message): void {
  const [, msgid = '', why = ''] = line.params
  const buffer = session.find(session.mirror.windowOf(line) ?? '')
  if (!buffer || msgid === '') return
  const entry = buffer.redact(msgid, { by: nickOf(line.source ?? ''), why })
  if (entry) session.options.changed({ kind: 'changed', buffer, entry })
}

/** Whether the server passes on tags of ours. */
export function canTag({ mirror: { caps, support } }: Session, tag: string): boolean {
  const denied = (support.tokens.get('CLIENTTAGDENY') ?? '').split(',')
  const allowed = denied.includes(`-${tag}`)
  return caps.has('message-tags') && (allowed || !(denied.includes('*') || denied.includes(tag)))
}

/** Reacts to a message, or takes the reaction back when it is there. */
export function react(session: Session, buffer: Buffer, msgid: string, text: string): void {
  const { mirror, options } = session
  const mine = buffer.reactions.of(msgid).find((one) => one.text === text)
  const on = !mine?.nicks.some((nick) => mirror.isMe(nick))
  const tags = new Map([[on ? '+draft/react' : '+draft/unreact', text], ...replyTags(msgid)])
  if (!session.sendTags(buffer, tags)) return
  // Without an echo nobody else would tell this page.
  const word = { nick: mirror.nick, at: options.now(), on }
  buffer.reactions.take(msgid, text, mirror.fold(mirror.nick), word)
  const entry = buffer.byMsgid(msgid)
  if (entry) options.changed({ kind: 'changed', buffer, entry })
}

export function tellTyping(session: Session, buffer: Buffer, word: Typing): void {
  if (buffer.kind !== 'server' && buffer.joined && canTag(session, 'typing')) {
    session.sendTags(buffer, new Map([['+typing', word]]))
  }
}

/** Whether the reader may take this message back; the server has the last word. */
export function canRedact(session: Session, buffer: Buffer, mine: boolean): boolean {
  const { mirror } = session
  if (!mirror.caps.has('draft/message-redaction')) return false
  const prefixes = mirror.channel(buffer.name)?.members.get(mirror.fold(mirror.nick))?.prefixes
  return mine || /[~&@]/.test(prefixes ?? '')
}
