/** Changes of channel modes as data: applying them and writing them as lines. */
import { lineBytesMax } from '#wire/message.ts'
import { byteLength } from '#wire/text.ts'
import type { Channel, User } from '../../core/network.ts'
import type { Rank } from '../../core/rank.ts'

export type Change = { on: boolean; letter: string } & (
  | { type: 'flag' }
  | { type: 'param'; param: string }
  /** Who set the entry, and when, where that was not now: seconds since 1970. */
  | { type: 'list'; mask: string; by?: string | undefined; at?: number | undefined }
  | { type: 'status'; user: User; rank: Rank }
)

/** @param at seconds since 1970 */
export function apply(channel: Channel, change: Change, by: string, at: number): void {
  const { on, letter } = change
  if (change.type === 'status') {
    const member = channel.members.get(change.user)
    if (on) member?.give(letter, change.rank)
    else member?.take(letter)
  } else if (change.type === 'list') {
    const others = channel.list(letter).filter(({ mask }) => mask !== change.mask)
    const entry = { mask: change.mask, by: change.by ?? by, at: change.at ?? at }
    channel.lists.set(letter, on ? [...others, entry] : others)
  } else if (on) channel.modes.set(letter, change.type === 'param' ? change.param : '')
  else channel.modes.delete(letter)
}

function paramOf(change: Change): string | undefined {
  if (change.type === 'status') return change.user.nick
  if (change.type === 'list') return change.mask
  return change.type === 'param' && change.param ? change.param : undefined
}

/**
 * @param frame what stands before the letters, for counting.
 * @returns the parameters of one MODE line after another, none longer than a line may be.
 */
export function formatChanges(changes: Change[], frame: string): string[][] {
  const lines: string[][] = []
  let letters = ''
  let params: string[] = []
  let sign = ''
  let bytes = byteLength(frame)
  for (const change of changes) {
    const param = paramOf(change)
    const cost = 3 + (param === undefined ? 0 : byteLength(param) + 1)
    if (letters && bytes + cost > lineBytesMax - 2) {
      lines.push([letters, ...params])
      letters = sign = ''
      params = []
      bytes = byteLength(frame)
    }
    const wanted = change.on ? '+' : '-'
    letters += (wanted === sign ? '' : wanted) + change.letter
    sign = wanted
    if (param !== undefined) params.push(param)
    bytes += cost
  }
  if (letters) lines.push([letters, ...params])
  return lines
}
