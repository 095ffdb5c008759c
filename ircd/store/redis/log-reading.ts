/** How rows are asked for, and how Redis' answers read. */
import { Buffer } from 'node:buffer'
import type { Page, Place, Row, RowPlace } from '../store.ts'
import { bufferKeys } from './append-command.ts'
import type { Carry } from './batch.ts'
import { type Command, resultOf } from './courier.ts'
import type { Tag } from './keys.ts'
import type { Words } from './node.ts'
import { unpackRow } from './packed-row.ts'
import { call } from './scripts.ts'

/** Rows that Redis yields at once: everybody else waits for a millisecond or so. */
export const readRows = 1_000

/** An entry of the stream of rows. */
export type Entry = [id: string, field: [buffer: string, packed: string]]

export type PageReply = [messages: string[], events: string[]]

export function pageWords(tag: Tag, page: Page): Words {
  const keys = [tag.key('rows'), ...bufferKeys(tag, page.buffer)]
  return call('page', keys, valuesOf(page))
}

function valuesOf({ keep, limit, events, after, before }: Page): (string | number)[] {
  const most = Math.max(0, Math.trunc(limit))
  const kinds = events === 'only' ? 2 : Number(events)
  return [keep, most, kinds, ...bound(after), ...bound(before)]
}

export function placesWords(tag: Tag, page: Page): Words {
  const [, messages, events] = bufferKeys(tag, page.buffer)
  return call('places', [messages, events], valuesOf({ ...page, limit: count(page.limit) }))
}

/** Both lists are in the order of time; of the two together one end is kept. */
export function mergePlaces(page: Page, replies: PageReply): RowPlace[] {
  const places = replies.flatMap((flat) =>
    Array.from({ length: flat.length / 2 }, (_, i): RowPlace => {
      return { at: Number(flat[2 * i + 1]), id: flat[2 * i]! }
    }),
  )
  if (replies[1].length > 0) places.sort(byTime)
  const size = count(page.limit)
  const first = page.keep === 'oldest' ? 0 : Math.max(0, places.length - size)
  return places.slice(first, first + size)
}

function byTime(a: RowPlace, b: RowPlace): number {
  return a.at - b.at || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id))
}

function bound(place: Place | undefined): (string | number)[] {
  if (!place) return ['none', '', '']
  return place.id === undefined ? ['time', place.at, ''] : ['place', place.at, place.id]
}

/** Both lists are in the order of time; of the two together one end is kept. */
export function merge({ log, buffer, keep, limit }: Page, [messages, events]: PageReply): Row[] {
  const read = (flat: string[]) =>
    Array.from({ length: flat.length / 2 }, (_, i): Row => {
      return { seq: Number(flat[2 * i]), log, buffer, ...unpackRow(flat[2 * i + 1]!) }
    })
  const rows = read(messages)
  if (events.length === 0) return rows
  rows.push(...read(events))
  rows.sort(byTime)
  const size = Math.max(0, Math.trunc(limit))
  return keep === 'oldest' ? rows.slice(0, size) : rows.slice(Math.max(0, rows.length - size))
}

/** Goes on from the last row of each part, or from the first where the newest are wanted. */
export async function pageAll(tag: Tag, page: Page, carry: Carry): Promise<Row[]> {
  const parts: Row[][] = []
  let { after, before } = page
  for (let left = page.limit; left > 0; ) {
    const part = { ...page, after, before, limit: Math.min(left, readRows) }
    const rows = merge(part, (await ask(tag, pageWords(tag, part), carry)) as PageReply)
    left -= rows.length
    if (page.keep === 'oldest') parts.push(rows)
    else parts.unshift(rows)
    if (rows.length < readRows) break
    if (page.keep === 'oldest') after = rows.at(-1)
    else before = rows[0]
  }
  return parts.flat()
}

export async function sinceAll(tag: Tag, log: string, seq: number, limit: number, carry: Carry) {
  const found: Row[] = []
  for (let last = seq; found.length < limit; ) {
    const words = sinceWords(tag, last, Math.min(readRows, limit - found.length))
    const entries = (await ask(tag, words, carry)) as Entry[]
    for (const entry of entries) found.push(rowOf(log, entry))
    if (entries.length < readRows) break
    last = found.at(-1)!.seq
  }
  return found
}

async function ask(tag: Tag, words: Words, carry: Carry): Promise<unknown> {
  const command: Command = { tag, writes: false, words: () => words }
  await carry([command])
  return resultOf(command)
}

export function sinceWords(tag: Tag, seq: number, limit: number): Words {
  return ['xrange', tag.key('rows'), `(${Math.max(0, seq)}`, '+', 'count', count(limit)]
}

export function rowOf(log: string, entry: Entry): Row {
  const [buffer, packed] = entry[1]
  return { seq: seqOf(entry), log, buffer, ...unpackRow(packed) }
}

export function seqOf([id]: Entry): number {
  return Number.parseInt(id, 10)
}

/** Redis takes a negative count for none, where a list has one. */
export function count(limit: number): number {
  return Math.max(0, Math.min(Math.trunc(limit), 2 ** 31))
}
