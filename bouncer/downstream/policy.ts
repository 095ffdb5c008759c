/** What one device wants of what it missed, and of other people's comings and goings. */
import type { Log, Row } from '#store/store.ts'
import { type Message, nickOf } from '#wire/message.ts'
import type { DeviceCursor } from '../cursor.ts'
import { latestStart } from '../new-device.ts'
import type { Seat } from '../seat.ts'
import { targetIn } from '../windows.ts'
import type { Attached } from './attached.ts'
import { isHighlight } from './relay.ts'

const pageRows = 1_000

/** @returns the seq behind which a device wants to begin. */
export async function startOf(seat: Seat, cursor: DeviceCursor): Promise<number> {
  const { replay } = cursor.policy
  const { log } = seat.setting.store
  if (typeof replay !== 'object') return cursor.seq
  if ('last' in replay) {
    return Math.max(cursor.seq, await latestStart(log, seat.journal.name, replay.last))
  }
  return firstSince(log, seat.journal.name, cursor.seq, Date.now() - replay.sinceMs)
}

async function firstSince(log: Log, name: string, after: number, at: number): Promise<number> {
  for (let seq = after; ; ) {
    const rows = await log.since(name, seq, pageRows)
    const first = rows.findIndex((row) => row.at >= at)
    if (first >= 0) return first > 0 ? rows[first - 1]!.seq : seq
    seq = rows.at(-1)?.seq ?? seq
    if (rows.length < pageRows) return seq
  }
}

/** Whether a row of a window that is shown is what this device wants to be sent. */
export function isWanted(row: Row, { cursor, mirror }: Attached): boolean {
  if (cursor?.policy.replay !== 'highlights' || row.event) return true
  return !mirror.isChannel(targetIn(row.buffer)) || isHighlight(row.line, mirror.nick)
}

const comings = new Set(['JOIN', 'PART', 'QUIT', 'AWAY', 'ACCOUNT', 'CHGHOST', 'SETNAME'])

/** Whether a device does not want a line. What its owner does is always told. */
export function isSuppressed({ verb, source }: Message, { cursor, mirror }: Attached): boolean {
  if (cursor?.policy.events !== false || !comings.has(verb)) return false
  return !mirror.isMe(nickOf(source ?? ''))
}
