import { parseIp } from '#wire/cidr.ts'
import { ERR_YOUREBANNEDCREEP } from '#wire/numerics.ts'
import { feature, type TurnedAway } from '../../core/feature.ts'
import { perServer } from '../../core/per-server.ts'
import type { Blocklist } from '../../core/protection.ts'
import type { Server } from '../../core/server.ts'
import { isUserExempt } from './ban.ts'

/** How long an answer is believed. */
const believedMs = 10 * 60_000
const answersMax = 10_000

interface Answer {
  at: number
  listed: Promise<Blocklist[]>
}

const answers = perServer(() => new Map<string, Answer>())

/**
 * Asks lists of abusers' addresses, all at once, about who connects without an account. Everybody
 * else goes on meanwhile; a list that does not answer in time knows nothing.
 */
export default feature({
  vets({ server, user, session, now }) {
    const { blocklists } = server.settings.protection
    if (!blocklists.length || user.account || session.exempt) return undefined
    if (isUserExempt(server, user, 'd')) return undefined
    return listedAt(server, user.ip, now).then((found) =>
      verdict(server, user.mask, user.ip, found),
    )
  },
})

function verdict(
  server: Server,
  nick: string,
  ip: string,
  found: Blocklist[],
): TurnedAway | undefined {
  for (const { zone, action } of found) {
    server.ports.tell('on a blocklist', { nick, ip, zone, action })
  }
  const refusing = found.find(({ action }) => action === 'refuse')
  if (!refusing) return undefined
  const { reason, zone } = refusing
  return { reply: ERR_YOUREBANNEDCREEP(`${reason} (${zone})`), reason }
}

function listedAt(server: Server, ip: string, now: number): Promise<Blocklist[]> {
  const known = answers(server)
  const earlier = known.get(ip)
  if (earlier && now - earlier.at < believedMs) return earlier.listed
  if (known.size >= answersMax) known.clear()
  const listed = ask(server, ip)
  known.set(ip, { at: now, listed })
  return listed
}

async function ask(server: Server, ip: string): Promise<Blocklist[]> {
  const { blocklists } = server.settings.protection
  const found = await Promise.all(
    blocklists.map(async (list) => {
      const replies = await server.ports.resolve(`${reversed(ip)}.${list.zone}`)
      const counts = (reply: string) => !list.replies.length || list.replies.includes(reply)
      return replies.some(counts) ? list : undefined
    }),
  )
  return found.filter((list) => list !== undefined)
}

/** The form in which lists are asked. Source: https://www.rfc-editor.org/rfc/rfc5782 */
function reversed(ip: string): string {
  if (!ip.includes(':')) return ip.split('.').reverse().join('.')
  const digits = (parseIp(ip) ?? 0n).toString(16).padStart(32, '0')
  return [...digits].reverse().join('.')
}
