/**
 * What was kept, as this reader may see it now. Lines are kept in the dialect of somebody who
 * enabled everything: each capability that the reader lacks takes its part away.
 */
import { type Message, parse } from '#wire/message.ts'
import type { Ask } from '../../core/ask.ts'
import type { KeptRow, Paged } from '../../core/ports.ts'
import type { Session } from '../../core/session.ts'
import type { Readable } from './permission.ts'

/** Tags without which the lines of a batch would not be one. */
const structural = new Set(['batch', 'draft/multiline-concat'])

/** A row that is something to this reader. */
export interface Replayed {
  id: string
  lines: Message[]
}

export interface Replay {
  /** In the order of time. */
  rows: Replayed[]
  /** The limit has cut nothing off. */
  end: boolean
}

/** Reads a page of history; what the reader could not see does not count towards the limit. */
export async function readPage(ask: Ask, where: Readable, selector: Paged): Promise<Replay> {
  const { log, buffer, from } = where
  const events = where.events && ask.session.has('draft/event-playback')
  const shown = new Map<string, Message[]>()
  const wanted = (row: KeptRow) => {
    const lines = replay(ask, row)
    shown.set(row.id, lines)
    return lines.length > 0
  }
  const page = { log, buffer, events, from, wanted }
  const { rows, end } = await ask.server.ports.history.select(page, selector)
  return { rows: rows.map(({ id }) => ({ id, lines: shown.get(id)! })), end }
}

/** @returns nothing where the row is nothing to this reader. */
export function replay({ server: { book }, session }: Ask, { line }: KeptRow): Message[] {
  let lines = line.split('\r\n').flatMap((text) => parse(text) ?? [])
  for (const { bit, read } of book.withouts) {
    if (!(session.caps & bit)) lines = read(lines)
  }
  return lines.map((each) => withVisibleTags(each, session, book))
}

function withVisibleTags(line: Message, session: Session, book: Ask['server']['book']): Message {
  const bitsOf = (name: string) => {
    const own = book.tags.filter((tag) => tag.name === name)
    return own.length ? own.reduce((bits, { bit }) => bits | bit, 0) : book.clientTagBits
  }
  const seen = (name: string) => structural.has(name) || (session.caps & bitsOf(name)) !== 0
  return { ...line, tags: new Map([...(line.tags ?? [])].filter(([name]) => seen(name))) }
}
