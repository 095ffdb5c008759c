/**
 * What becomes of the modes of a channel that two sides of a split had at the same age: both have all
 * flags and all entries of lists, and of two parameters the larger.
 */
import { byteLength } from '#wire/text.ts'
import type { Channel } from '../core/network.ts'
import type { Change } from '../features/channel/mode-change.ts'
import { speaksMode } from './dialect.ts'
import { registers } from './fence.ts'
import { paramBytesMax } from './heard.ts'
import type { Peer } from './peer.ts'

/** The changes that an SJOIN makes to what we have. */
export function mergedModes(
  peer: Peer,
  channel: Channel,
  letters: string,
  params: string[],
): Change[] {
  const { book } = peer.links.server
  const rest = [...params]
  const changes: Change[] = []
  for (const letter of letters) {
    const mode = book.modes.get(letter)
    if (!mode || !speaksMode(peer.speaks, book, letter)) continue
    if (mode === 'flag' || mode.type === 'flag') {
      const isSo = channel.modes.has(letter) || isSet(peer, channel, letter)
      if (!isSo) changes.push({ type: 'flag', letter, on: true })
    } else if (mode.type === 'param') {
      const param = rest.shift()
      if (param === undefined) return changes
      if (!param || byteLength(param) > paramBytesMax) continue
      if (isSet(peer, channel, letter)) continue
      const wanted = settled(peer, channel, letter, param)
      const now = channel.modes.get(letter)
      const merged = now === undefined ? wanted : larger(letter, now, wanted)
      if (merged !== now) changes.push({ type: 'param', letter, on: true, param: merged })
    }
  }
  return changes
}

/** Whether the other side will have what we set last, whatever it had. */
function isSet(peer: Peer, channel: Channel, letter: string): boolean {
  const folded = peer.links.net.fold(channel.name)
  const pending = peer.fence.pending(folded, registers.mode(letter))
  return pending?.some(({ merges, on }) => merges === undefined || !on) ?? false
}

/**
 * What the other side will have made of its parameter when it has read what we sent: merged what we
 * merged, or taken what we set.
 * @returns the parameter that both will have, where ours are on their way.
 */
export function settled(peer: Peer, channel: Channel, letter: string, param: string): string {
  const folded = peer.links.net.fold(channel.name)
  let result = param
  for (const { merges } of peer.fence.pending(folded, registers.mode(letter)) ?? []) {
    if (merges !== undefined) result = larger(letter, result, merges)
  }
  return result
}

export function larger(letter: string, a: string, b: string): string {
  if (letter === 'l') return Number(a) >= Number(b) ? a : b
  if (letter !== 'j') return Buffer.compare(Buffer.from(a), Buffer.from(b)) >= 0 ? a : b
  const [count = 0, seconds = 0] = a.split(':').map(Number)
  const [otherCount = 0, otherSeconds = 0] = b.split(':').map(Number)
  if (count !== otherCount) return count > otherCount ? a : b
  return seconds >= otherSeconds ? a : b
}
