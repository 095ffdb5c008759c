import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import { isUnslowed } from './address.ts'
import { isTyping } from './typing.ts'

/** What a line takes, and from which share; a line that stands nowhere takes 1 from the first. */
interface Price {
  share: number
  cost: number
}

/** The first is for what others hear of; reading history or lists takes nothing from it. */
const [talk, tags, history, lists, marks] = [0, 1, 2, 3, 4]
/** The others are so many times as large. */
const largeness = 4

const ordinary: Price = { share: talk, cost: 1 }
const free: Price = { share: talk, cost: 0 }
/** Who says who it is bothers nobody yet. */
const arriving: Price = { share: lists, cost: 1 }

/** All users, or all channels, are looked at. */
const search: Price = { share: lists, cost: 5 }

const prices: Record<string, Price> = {
  PING: free,
  PONG: free,
  QUIT: free,
  TAGMSG: { share: tags, cost: 1 },
  CHATHISTORY: { share: history, cost: 1 },
  WHO: { share: lists, cost: 1 },
  WHOIS: { share: lists, cost: 1 },
  WHOWAS: { share: lists, cost: 1 },
  NAMES: { share: lists, cost: 1 },
  MODE: { share: lists, cost: 1 },
  LIST: search,
  CAP: { share: lists, cost: 1 },
  ISON: { share: lists, cost: 1 },
  USERHOST: { share: lists, cost: 1 },
  AUTHENTICATE: { share: marks, cost: 1 },
  MONITOR: { share: marks, cost: 1 },
  WATCH: { share: marks, cost: 1 },
  MARKREAD: { share: marks, cost: 1 },
  METADATA: { share: marks, cost: 1 },
  NICK: { share: talk, cost: 2 },
}

/** The lines of a batch are one message, however long. */
const costInBatch = 0.2

/**
 * Who says more than its share is read later: no line is lost, and nobody is disconnected for it.
 * Our own houses, exempt addresses and operators are not slowed.
 */
export default feature({
  screen(ask, params) {
    const { session, server, user, now, tags } = ask
    const { enabled, burst, perSecond } = server.settings.protection.pace
    if (!enabled || isUnslowed(session) || user.oper) return undefined
    const { share, cost } = session.registered ? priceOf(ask, params) : arriving
    if (cost === 0) return undefined
    const scale = share === talk ? 1 : largeness
    const step = 1000 / (perSecond * scale)
    const { shares } = session
    const full =
      Math.max(now, shares[share] ?? 0) + step * (tags?.has('batch') ? costInBatch : cost)
    shares[share] = full
    const freeAt = full - step * (burst * scale - 1)
    if (freeAt > session.freeAt) session.freeAt = freeAt
    return undefined
  },
  isupport: ({ settings }) => (settings.protection.pace.enabled ? { SAFERATE: true as const } : {}),
})

function priceOf({ verb, net, tags }: Ask, [mask]: string[]): Price {
  if (verb === 'TAGMSG' && isTyping(tags)) return free
  const isSearch = verb === 'WHO' && mask?.[0] !== '#' && !net.user(mask ?? '*')
  return isSearch ? search : (prices[verb] ?? ordinary)
}
