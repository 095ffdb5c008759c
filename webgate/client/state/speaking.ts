/** Saying something in a conversation; what cannot be sent now waits and is shown waiting. */
import type { Buffer } from './buffer.ts'
import { type Entry, newEntry } from './entry.ts'
import type { Session } from './session.ts'
import { splitText } from './split.ts'
import { limitsOf, type Plan, planOf } from './wording.ts'

type SpeechKind = 'message' | 'action'

/** How a text would be sent there. */
export function plan(session: Session, buffer: Buffer, text: string): Plan {
  return planOf(text, buffer.name, limitsOf(session.mirror))
}

/** @param reply the id of the message that this one answers */
export function say(
  session: Session,
  buffer: Buffer,
  text: string,
  kind: SpeechKind = 'message',
  reply?: string | undefined,
): void {
  const { mirror, options, outbox } = session
  session.reading.present(buffer)
  const texts = kind === 'action' ? splitText(text, buffer.name) : plan(session, buffer, text).texts
  for (const piece of texts) {
    const by = mirror.registered ? mirror.nick : session.nick
    const entry = newEntry(kind, options.now(), { by, text: piece, reply, mine: true })
    entry.delivery = 'waiting'
    outbox.add(buffer, entry)
    session.append(buffer, entry)
  }
  outbox.flush(buffer)
}

/** Sends a failed message again. */
export function retry(session: Session, buffer: Buffer, entry: Entry): void {
  session.remove(buffer, entry)
  say(session, buffer, entry.text, entry.kind === 'action' ? 'action' : 'message', entry.reply)
}
