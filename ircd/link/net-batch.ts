/**
 * Those who come and go with a server do so together: readers of batches are told it as one thing.
 * https://ircv3.net/specs/batches/netsplit
 */
import { messageFrom } from '#wire/message.ts'
import type { Session } from '../core/session.ts'
import type { Links } from './links.ts'

let batches = 0

/**
 * @param between the names of the two servers, ours or the nearer one first
 * @param readers everybody here who may hear of it
 * @param tell commits the facts, with the batch's name
 */
export function together(
  { net }: Links,
  type: 'netsplit' | 'netjoin',
  between: [near: string, far: string],
  readers: Iterable<Session>,
  tell: (batch: string) => void,
): void {
  const batch = `n${++batches}`
  const able = [...readers].filter((session) => session.has('batch'))
  for (const session of able) {
    session.say(messageFrom(net.me.name, 'BATCH', `+${batch}`, type, ...between))
  }
  tell(batch)
  for (const session of able) session.say(messageFrom(net.me.name, 'BATCH', `-${batch}`))
}
