import { isV4, parseIp, rangeKey } from '#wire/cidr.ts'
import {
  RPL_HOSTHIDDEN,
  RPL_WHOISCERTFP,
  RPL_WHOISHOST,
  RPL_WHOISMODES,
} from '#wire/numerics/operators.ts'
import type { Ask } from '../../core/ask.ts'
import { feature, reaction } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import { accountChanged } from '../connect/login.ts'
import { changeHost } from '../user/chghost.ts'
import { userModesChanged } from '../user/user-mode.ts'

/** Characters of each part: 32 bits are enough to tell apart, and too few to be an address. */
const partChars = 8
/** How many bits of an address are a part, for each part. */
const v4Around = [32, 24, 16]
const v6Around = [128, 64, 48]
/** So many are remembered. */
const partsMax = 10_000

/**
 * +x: others see a cloak in place of the address. It has a part for the address and for each of two
 * networks around it, the largest last, so that `*.<part>.<part>.<suffix>` bans a network. Nobody can
 * compute it who does not know the network's secret.
 */
export default feature({
  userModes: { x: { owner: 'own', change } },
  vets({ server, user, session }) {
    const host = server.settings.protection.cloak.enabled ? faceOf(server, user) : undefined
    if (host === undefined || user.host === host) return undefined
    user.realHost ||= user.host
    user.host = host
    user.modes.add('x')
    session.tell(RPL_HOSTHIDDEN(host))
    return undefined
  },
  reactions: [
    reaction(accountChanged, ({ by }, server) => {
      const user = by as User
      if (!server.settings.protection.cloak.accounts || !user.session?.registered) return
      const host = coverOf(server, user)
      if (host !== undefined) changeHost(server, user, { host })
    }),
  ],
  whois(ask, user) {
    if (user !== ask.user && !ask.can('see')) return []
    const { nick, username, realHost, ip, modes, fingerprint } = user
    const seen = []
    if (realHost && realHost !== user.host) {
      seen.push(RPL_WHOISHOST(nick, `${username}@${realHost}`, ip || '*'))
    }
    if (user !== ask.user) seen.push(RPL_WHOISMODES(nick, `+${[...modes].sort().join('')}`))
    if (fingerprint) seen.push(RPL_WHOISCERTFP(nick, fingerprint))
    return seen
  },
})

function change(ask: Ask, on: boolean): void {
  const { server, user } = ask
  const host = on ? faceOf(server, user) : user.realHost
  const isSo = user.modes.has('x') === on
  if (isSo || !host || !server.settings.protection.cloak.enabled) return
  ask.commit(userModesChanged, { changes: [{ letter: 'x', on }] })
  changeHost(server, user, { host })
}

/**
 * What hides the user unless it shows a host of its own choice; nothing where nothing does. Where no
 * address needs to be hidden it is that, and not the account of which it was until now.
 */
export function coverOf(server: Server, user: User): string | undefined {
  if (!server.settings.protection.cloak.enabled || !isCloaked(user)) return undefined
  return faceOf(server, user) ?? ((user.ip && user.realHost) || undefined)
}

/** Not somebody who shows a host of its own choice: only accounts stand behind `user/`. */
function isCloaked({ modes, host }: User): boolean {
  return modes.has('x') || host.startsWith('user/')
}

/** Nothing where there is no address to be hidden. */
function faceOf(server: Server, { ip, account, host }: User): string | undefined {
  const { accounts, suffix } = server.settings.protection.cloak
  if (host.startsWith('user/') && ip === '') return undefined
  if (accounts && account) return `user/${account}`
  if (ip === '' || ip.startsWith('127.') || ip === '0::1') return undefined
  return cloakOf(server, ip, suffix)
}

export function cloakOf(server: Server, ip: string, suffix: string): string | undefined {
  const value = parseIp(ip)
  if (value === undefined) return undefined
  const around = isV4(value) ? v4Around : v6Around
  const parts = around.map((bits) => partOf(server, rangeKey(ip, bits, bits)))
  return [...parts, suffix].join('.')
}

/** Networks come again and again, and a digest costs as much as a dozen lines. */
const parts = perServer(() => new Map<string, string>())

function partOf(server: Server, range: string): string {
  const known = parts(server)
  const found = known.get(range)
  if (found !== undefined) return found
  const part = server.ports.digest(`cloak ${range}`).slice(0, partChars)
  if (known.size >= partsMax) known.clear()
  known.set(range, part)
  return part
}
