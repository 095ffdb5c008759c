import type { Tags } from '#wire/message.ts'
import { feature, reaction } from '../../core/feature.ts'
import { quit } from '../../core/lifecycle.ts'
import type { User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import { Throttle } from '../../core/throttle.ts'
import { isUnslowed } from './address.ts'

const typing = perServer(() => new Throttle())

/**
 * Signs that somebody is typing have a rate of their own: they neither slow what is said afterwards
 * nor come late, when they would no longer be true. More of them are not passed on.
 * https://ircv3.net/specs/client-tags/typing
 */
export default feature({
  screened: ['TAGMSG'],
  screen({ server, session, user, tags, now }) {
    if (!isTyping(tags) || isUnslowed(session) || user.oper) return undefined
    const { typing: rate } = server.settings.protection.throttle
    return typing(server).take(user.uid, rate, now) ? 'ignore' : undefined
  },
  reactions: [reaction(quit, ({ by }, server) => typing(server).forgive((by as User).uid))],
})

/** What may stand beside it. */
const beside = new Set([
  '+typing',
  '+draft/typing',
  '+reply',
  '+draft/reply',
  '+channel-context',
  '+draft/channel-context',
])

/** Whether a message without a text says that somebody types, and nothing else. */
export function isTyping(tags: Tags | undefined): boolean {
  if (!tags?.has('+typing') && !tags?.has('+draft/typing')) return false
  for (const name of tags.keys()) if (name[0] === '+' && !beside.has(name)) return false
  return true
}
