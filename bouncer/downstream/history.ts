/**
 * CHATHISTORY over a person's own log: what they saw stays readable, also of channels that they
 * have left.
 * Source: https://ircv3.net/specs/extensions/chathistory
 */
import { type Selection, select } from '#store/select.ts'
import type { Row } from '#store/store.ts'
import { formatTime, parseSelector, type Ref, type Selector } from '#wire/chathistory.ts'
import { type Message, messageFrom, parse } from '#wire/message.ts'
import type { Seat } from '../seat.ts'
import { bufferIn, targetIn } from '../windows.ts'
import type { Attached } from './attached.ts'
import { localised } from './backlog.ts'
import { historyMax } from './snapshot.ts'

type Paged = Exclude<Selector, { sub: 'TARGETS' }>
type Targets = Extract<Selector, { sub: 'TARGETS' }>

/** Answers a CHATHISTORY: a batch, also an empty one, or a FAIL; never nothing. */
export async function chathistory(device: Attached, { params }: Message): Promise<void> {
  const selector = parseSelector(params, historyMax)
  const [sub = '*', target = '*'] = params
  if ('code' in selector) {
    const { code, context, text } = selector
    return fail(device, code, [context[0]!, target || '*', ...context.slice(1)], text)
  }
  try {
    if (selector.sub === 'TARGETS') await targets(device, selector)
    else await page(device, selector)
  } catch {
    fail(device, 'MESSAGE_ERROR', [sub.toUpperCase(), target], 'History cannot be read just now')
  }
}

/** COMPAT: Kiwi IRC goes on only when the fourth parameter is the target that it asked for. */
function fail(device: Attached, code: string, context: string[], text: string): void {
  const safe = context.map((word) => (/^:|\s/.test(word) || word === '' ? '*' : word))
  device.reply(messageFrom(device.server, 'FAIL', 'CHATHISTORY', code, ...safe, text))
}

async function page(device: Attached, selector: Paged): Promise<void> {
  const { seat, mirror } = device
  const { log } = seat.setting.store
  const buffer = bufferOf(seat, selector.target)
  const where = { log: seat.journal.name, buffer, events: device.wantsEvents }
  const { rows, end } = await select(log, where, selector)
  const channel = mirror.isChannel(selector.target)
  const name = await nameOf(seat, buffer, selector.target)
  if (channel && name === undefined) {
    const text = 'There is no history of this channel here'
    return fail(device, 'INVALID_TARGET', [selector.sub, selector.target], text)
  }
  const earlier = await before(device, selector, { rows, end })
  const lines = [...earlier.lines, ...rows.flatMap((row) => past(device, row))]
  const isLast = (end || earlier.asked) && earlier.end && isOneWay(selector)
  const tags = isLast ? new Map([['draft/chathistory-end', '']]) : undefined
  device.batch('chathistory', [name ?? selector.target], lines, tags)
  await cover(device, buffer, selector, { rows, end })
}

interface Earlier {
  lines: Message[]
  /** The network was asked. */
  asked: boolean
  /** There is nothing before these. */
  end: boolean
}

/**
 * A person's log begins when they came to a channel; the network may know what was said before.
 * It is asked where the log has come to its end, and where a device goes on from a line of its.
 */
async function before(
  { seat, mirror }: Attached,
  selector: Paged,
  { rows, end }: Selection,
): Promise<Earlier> {
  const { sub, target, limit } = selector
  const nothing: Earlier = { lines: [], asked: false, end: true }
  const backwards = sub === 'BEFORE' || (sub === 'LATEST' && !selector.ref)
  const [first] = rows
  if (!backwards || rows.length >= limit || !(end || !first)) return nothing
  if (!mirror.channel(target)) return nothing
  const ref = first ? { at: first.at } : sub === 'BEFORE' ? selector.ref : undefined
  const wanted = limit - rows.length
  const lines = await seat.network.earlier(target, ref, wanted)
  if (!lines) return nothing
  const known = new Set(rows.map(({ id }) => id))
  const fresh = lines.filter(({ tags }) => !known.has(tags?.get('msgid') ?? ''))
  return { lines: fresh, asked: true, end: lines.length < wanted }
}

/** In these directions nothing can lie behind the bound that was asked for. */
function isOneWay(selector: Paged): boolean {
  if (selector.sub === 'LATEST') return selector.ref === undefined
  return selector.sub === 'BEFORE' || selector.sub === 'AFTER'
}

/** One row as this device may read it. */
export function past(device: Attached, row: Row): Message[] {
  const line = row.event ? parse(row.line) : localised(row, device)
  return line ? [line] : []
}

async function targets(device: Attached, { from, to, limit }: Targets): Promise<void> {
  device.hasAskedTargets()
  const { seat } = device
  const { log } = seat.setting.store
  const [after, before] = [Math.min(from, to), Math.max(from, to)]
  const keep = from <= to ? 'oldest' : 'newest'
  const found = await log.buffers(seat.journal.name, after, before, limit, keep)
  const lines = await Promise.all(
    found.map(async ({ buffer, at }) => {
      const folded = targetIn(buffer)
      const name = (await nameOf(seat, buffer, folded)) ?? folded
      return messageFrom(device.server, 'CHATHISTORY', 'TARGETS', name, formatTime(at))
    }),
  )
  device.batch('draft/chathistory-targets', [], lines)
}

export function bufferOf({ id, network: { mirror } }: Seat, target: string): string {
  return bufferIn(id, mirror, target)
}

/**
 * @returns how a target is really spelled: as the network does, or as it stands in the newest row.
 * Nothing where there is neither.
 */
export async function nameOf(
  seat: Seat,
  buffer: string,
  target: string,
): Promise<string | undefined> {
  const { mirror } = seat.network
  const joined = mirror.channel(target)
  if (joined) return joined.name
  const where = { log: seat.journal.name, buffer, keep: 'newest' as const, limit: 1 }
  const [row] = await seat.setting.store.log.page({ ...where, events: mirror.isChannel(target) })
  if (!row) return undefined
  const line = localised(row, { mirror })
  const named = line && (mirror.windowOf(line) ?? line.params[0])
  return named && mirror.fold(named) === mirror.fold(target) ? named : target
}

/** What the device now has. */
async function cover(
  device: Attached,
  buffer: string,
  selector: Paged,
  { rows, end }: { rows: Row[]; end: boolean },
): Promise<void> {
  const [first, last] = [rows[0], rows.at(-1)]
  if (!first || !last) return
  const { seat } = device
  const timeOf = async (ref: Ref | undefined) =>
    ref && 'msgid' in ref
      ? (await seat.setting.store.log.locate(seat.journal.name, buffer, ref.msgid))?.at
      : ref?.at
  let [from, to] = [first.at, last.at]
  if (selector.sub === 'AFTER') from = (await timeOf(selector.ref)) ?? from
  if (selector.sub === 'BEFORE') to = (await timeOf(selector.ref)) ?? to
  if (end && selector.sub === 'BEFORE') from = 0
  if (end && selector.sub === 'LATEST') from = (await timeOf(selector.ref)) ?? 0
  device.coverage?.cover(buffer, from, to)
}

/** Conversations that a device which was never here would not know to ask for. */
export async function coldStart(device: Attached): Promise<void> {
  const { seat, mirror } = device
  const { log } = seat.setting.store
  const found = await log.buffers(seat.journal.name, 0, Date.now() + 1, conversationsMax, 'newest')
  for (const { buffer, at } of found) {
    const folded = targetIn(buffer)
    const read = seat.markers.get(folded) ?? 0
    if (mirror.isChannel(folded) || at <= read || device.closed) continue
    const where = { log: seat.journal.name, buffer, events: false }
    const { rows } = await select(log, where, { sub: 'LATEST', target: '', limit: unreadMax })
    const unread = rows.filter((row) => row.at > read)
    const name = (await nameOf(seat, buffer, folded)) ?? folded
    const lines = unread.flatMap((row) => past(device, row))
    if (lines.length > 0) device.pushBatch('chathistory', [name], lines)
  }
}

const conversationsMax = 50
const unreadMax = 20
