/** Who may read which history: asked anew at every request, and nowhere else. */
import type { Ask } from '../../core/ask.ts'
import type { Kept } from '../../core/fact.ts'

/**
 * A channel's members read its history; a conversation is read by the two who had it.
 * @returns where it is kept and how the target is really spelled, or nothing where the asker may
 * not read it. A channel that does not exist and one that is closed to the asker look the same.
 */
export function readable(ask: Ask, target: string): (Kept & { name: string }) | undefined {
  const { net, user } = ask
  if (target.startsWith('#')) {
    const channel = net.channel(target)
    if (!channel?.members.has(user)) return undefined
    return { log: `channel/${channel.id}`, buffer: '', name: channel.name }
  }
  const peer = net.user(target)
  const other = peer ? net.identity(peer) : net.fold(target)
  return { log: `talk/${net.identity(user)}`, buffer: other, name: peer?.nick ?? target }
}
