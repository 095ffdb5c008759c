/** Who may read which history: asked anew at every request, and nowhere else. */
import type { Ask } from '../../core/ask.ts'
import type { Kept } from '../../core/fact.ts'
import type { Channel } from '../../core/network.ts'

export interface Readable extends Kept {
  /** How the target is really spelled. */
  name: string
  /** Whether comings, goings and changes may be read as well as messages. */
  events: boolean
}

/**
 * A channel's members read its history; a conversation is read by the two who had it.
 * @returns where it is kept, or nothing where the asker may not read it. A channel that does not
 * exist and one that is closed to the asker look the same.
 */
export function readable(ask: Ask, target: string): Readable | undefined {
  const { net, user } = ask
  if (target.startsWith('#')) {
    const channel = net.channel(target)
    if (!channel?.members.has(user)) return undefined
    const events = showsComings(channel) || channel.members.get(user)!.halfop
    return { log: `channel/${channel.id}`, buffer: '', name: channel.name, events }
  }
  const peer = net.user(target)
  const other = peer ? net.identity(peer) : net.fold(target)
  const name = peer?.nick ?? target
  return { log: `talk/${net.identity(user)}`, buffer: other, name, events: true }
}

/** In an auditorium (+u), and where joins are delayed (+D), the past hides whom the present hides. */
function showsComings({ modes }: Channel): boolean {
  return !modes.has('u') && !modes.has('D')
}
