/** The last words of a channel, said to somebody who has just come and cannot ask for them. */
import type { Ask } from '../../core/ask.ts'
import type { Channel } from '../../core/network.ts'
import { readable } from './permission.ts'
import { readPage } from './replay.ts'

/**
 * Says the newest messages of a channel to its new member, unless its client asks for history by
 * itself (`draft/chathistory`, `znc.in/playback`).
 * @param limit messages at most
 * @param sinceMs none that is older than this; without it any
 */
export async function sayRecent(
  ask: Ask,
  { name }: Channel,
  limit: number,
  sinceMs?: number | undefined,
): Promise<void> {
  const { session } = ask
  if (session.has('draft/chathistory') || session.has('znc.in/playback')) return
  const where = readable(ask, name)
  if (!where || limit <= 0) return
  const ref = sinceMs === undefined ? undefined : { at: ask.now - sinceMs }
  const most = Math.min(limit, ask.server.settings.limits.history)
  const { rows } = await readPage(ask, where, { sub: 'LATEST', target: name, ref, limit: most })
  if (rows.length)
    ask.batch(
      'chathistory',
      [where.name],
      rows.flatMap(({ lines }) => lines),
    )
}
