/** Numerics and FAIL: which are shown, and where. Everything else is the mirror's business. */
import type { Message } from '#wire/message.ts'
import type { Buffer } from './buffer.ts'
import { type EntryKind, newEntry, timeOf } from './entry.ts'
import type { Session } from './session.ts'

/** Known from the mirror, or part of a dialogue that the person need not read. */
const silent = new Set(
  (
    'CAP AUTHENTICATE PONG BATCH AWAY ACCOUNT CHGHOST SETNAME NOTE BOUNCER ' +
    '005 221 315 324 329 332 333 352 353 354 366 396 900 903'
  ).split(' '),
)

/** Refusals to enter a channel. */
const notEntered = new Set('403 405 437 471 473 474 475 476 477 480 489 520'.split(' '))
/** Refusals to speak. */
const notSaid = new Set('401 404 408 415 486 531'.split(' '))
/** Taken while registering: the handshake finds another. */
const nickTaken = new Set(['433', '436', '437'])

export function readReply(session: Session, line: Message): void {
  for (const inquiry of session.inquiries) if (inquiry.take(line)) return
  if (silent.has(line.verb)) return
  if (nickTaken.has(line.verb) && session.phase === 'registering') return
  if (isError(line)) return showError(session, line)
  if (line.verb === 'ERROR')
    return put(session, session.server, 'error', line, line.params[0] ?? '')
  const buffer = session.phase === 'online' ? session.asked : session.server
  put(session, buffer, 'server', line, wordsOf(line))
}

function isError({ verb }: Message): boolean {
  return verb === 'FAIL' || verb === 'WARN' || /^[45]\d\d$/.test(verb) || /^90[24567]$/.test(verb)
}

function showError(session: Session, line: Message): void {
  const why = line.params.at(-1) ?? ''
  if (session.outbox.refuse(line.tags?.get('label'), why)) return
  const subject = subjectOf(session, line)
  if (subject && notSaid.has(line.verb) && session.outbox.refuseOldest(subject, why)) return
  if (subject && notEntered.has(line.verb)) {
    subject.joined = false
    subject.wanted = false
    session.outbox.abandon(subject, why)
    session.options.changed({ kind: 'buffers' })
  }
  // MOTD missing is no error to anybody.
  if (line.verb === '422') return
  put(session, subject ?? session.asked, 'error', line, wordsOf(line))
}

/** The conversation that a refusal names. */
function subjectOf(session: Session, { params }: Message): Buffer | undefined {
  for (const word of params.slice(1, -1)) {
    const buffer = session.find(word)
    if (buffer) return buffer
  }
  return undefined
}

/** Numerics begin with our own name, which says nothing; FAIL begins with the command. */
function wordsOf({ verb, params }: Message): string {
  const words = /^\d/.test(verb) ? params.slice(1) : params
  return words.join(' ')
}

function put(session: Session, buffer: Buffer, kind: EntryKind, line: Message, text: string): void {
  const by = line.source ?? ''
  session.append(buffer, newEntry(kind, timeOf(line, session.options.now()), { by, text }))
}
