/**
 * Reactions that came after a page of history to messages in it: they follow what they are about,
 * are marked, and do not count. https://ircv3.net/specs/extensions/chathistory
 */
import type { Message } from '#wire/message.ts'
import type { Ask } from '../../core/ask.ts'
import type { Readable } from './permission.ts'
import { type Replayed, replay } from './replay.ts'

const mark = 'draft/chathistory-context'
/** So many of the rows behind a page are looked at: reactions come soon, or hardly ever. */
const aheadMax = 200

/** The lines of a page, each with what belongs to it; for those who read what is no message. */
export async function withContext(ask: Ask, where: Readable, rows: Replayed[]): Promise<Message[]> {
  const { session, server } = ask
  const reads = session.has('draft/event-playback') && session.has('message-tags')
  const last = rows.at(-1)
  const after = new Map(rows.map(({ id }) => [id, [] as Message[]]))
  if (last && where.events && reads) {
    const page = { log: where.log, buffer: where.buffer, events: true }
    const ref = { msgid: last.id }
    const later = { sub: 'AFTER', target: where.name, ref, limit: aheadMax } as const
    for (const row of (await server.ports.history.select(page, later)).rows) {
      if (!row.event) continue
      const lines = replay(ask, row)
      after.get(parentOf(lines) ?? '')?.push(...lines.map(marked))
    }
  }
  return rows.flatMap(({ id, lines }) => [...lines, ...after.get(id)!])
}

function parentOf([line]: Message[]): string | undefined {
  return line?.tags?.get('+reply') ?? line?.tags?.get('+draft/reply')
}

function marked(line: Message): Message {
  return { ...line, tags: new Map([[mark, ''], ...(line.tags ?? [])]) }
}
