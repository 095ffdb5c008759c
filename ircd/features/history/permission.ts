/** Who may read which history: asked anew at every request, and nowhere else. */
import type { Ask } from '../../core/ask.ts'
import { type Kept, talkOf } from '../../core/fact.ts'
import type { Channel } from '../../core/network.ts'
import { flagsOf } from '../chanserv/access.ts'
import { isRegistered } from '../chanserv/registration.ts'
import { accountHere } from '../connect/account-here.ts'

export interface Readable extends Kept {
  /** How the target is really spelled. */
  name: string
  /** Whether comings, goings and changes may be read as well as messages. */
  events: boolean
  /** Milliseconds since 1970: what is older is not for this reader. */
  from?: number | undefined
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
    const from = sinceWhen(ask, channel)
    return { log: channel.log, buffer: '', name: channel.name, events, from }
  }
  const peer = net.user(target)
  const other = peer ? net.identity(peer) : net.accountNames.keyOf(target)
  const name = peer?.nick ?? target
  return { log: talkOf(net.identity(user)), buffer: other, name, events: true }
}

/**
 * Only those on the access list read what was said before they came, under SINCEJOIN, or before their
 * account was made, under SINCEACCOUNT.
 */
function sinceWhen({ server, user }: Ask, channel: Channel): number | undefined {
  if (!isRegistered(channel)) return undefined
  const { settings } = channel.registration
  const [byJoin, byAccount] = ['SINCEJOIN', 'SINCEACCOUNT'].map((one) => settings.includes(one))
  if ((!byJoin && !byAccount) || flagsOf(server, channel, user)) return undefined
  const { joinedAt } = channel.members.get(user)!
  return byJoin ? joinedAt : (accountHere(server, user)?.createdAt ?? joinedAt)
}

/** In an auditorium (+u), and where joins are delayed (+D), the past hides whom the present hides. */
function showsComings({ modes }: Channel): boolean {
  return !modes.has('u') && !modes.has('D')
}
