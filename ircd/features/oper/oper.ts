import { inRange, parseIp, parseRange } from '#wire/cidr.ts'
import { matches } from '#wire/mask.ts'
import { messageFrom } from '#wire/message.ts'
import { ERR_NOOPERHOST, RPL_WHOISOPERATOR, RPL_YOUREOPER } from '#wire/numerics/operators.ts'
import { ERR_NOPRIVILEGES, ERR_PASSWDMISMATCH } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { kind } from '../../core/fact.ts'
import { feature, reaction } from '../../core/feature.ts'
import { connected, quit } from '../../core/lifecycle.ts'
import type { Network, Oper, User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import type { OperBlock } from '../../core/protection.ts'
import { Throttle } from '../../core/throttle.ts'
import { addressKey } from '../guard/address.ts'
import { changeHost } from '../user/chghost.ts'
import { userModesChanged } from '../user/user-mode.ts'
import { watch } from './snomask.ts'

/** `by` is an operator of the network, or none any more when `oper` is absent. */
export const opered = kind<{ oper?: Oper | undefined; letters?: string }>({
  name: 'oper',
  event: true,
  apply: (fact, net) => {
    const user = fact.by as User
    const on = fact.oper !== undefined
    const letters = on ? ['o'] : ['o', 'H', 's']
    fact.letters = letters.filter((letter) => user.modes.has(letter) !== on).join('')
    user.oper = fact.oper
    if (!on) user.snomasks = ''
    for (const letter of fact.letters) net.setUserMode(user, letter, on)
    if (on) operatorsOf(net).add(user)
    else operatorsOf(net).delete(user)
  },
  audience: ({ by }) => {
    const { session } = by as User
    return session ? [session] : []
  },
  lines: ({ by, oper, letters }) => {
    const { nick } = by as User
    return letters ? [messageFrom(nick, 'MODE', nick, (oper ? '+' : '-') + letters)] : []
  },
})

const known = new WeakMap<Network, Set<User>>()

/** Who is an operator now, on every server. */
export function operatorsOf(net: Network): Set<User> {
  const found = known.get(net) ?? new Set()
  known.set(net, found)
  return found
}

/** Whether `viewer` is told that `user` is an operator. */
export function isSeenOper(user: User, viewer: User): boolean {
  return user.oper !== undefined && (!user.modes.has('H') || viewer.oper !== undefined)
}

const failures = perServer(() => new Throttle())

/**
 * Operators of the network. +o says that somebody is one, +H hides it from those who are not.
 * https://modern.ircdocs.horse/#oper-message
 */
export default feature({
  facts: [opered],
  userModes: { o: 'drop', H: 'oper' },
  reactions: [
    reaction(userModesChanged, ({ by, changes }, server) => {
      const down = changes.some(({ letter, on }) => letter === 'o' && !on)
      if (down) server.commit(opered, {}, by)
    }),
    // Operators of other servers are such from the beginning.
    reaction(connected, ({ by }, { net }) => {
      if ((by as User).oper) operatorsOf(net).add(by as User)
    }),
    reaction(quit, ({ by }, { net }) => operatorsOf(net).delete(by as User)),
  ],
  commands: {
    OPER: {
      min: 2,
      help: '<name> <password>\nMakes you an operator of the network.',
      async run(ask, name = '', password = '') {
        const block = ask.server.settings.opers.find((each) => each.name === name)
        const refusal = await refuse(ask, block, password)
        // It may have been ended while the password was checked.
        if (ask.session.closed) return
        if (!refusal && block) return rise(ask, block)
        ask.server.ports.tell('oper refused', { nick: ask.user.mask, name, ip: ask.user.ip })
        if (refusal) ask.reply(refusal)
      },
    },
    DEOPER: {
      help: 'Lays your powers as an operator of the network down.',
      run(ask) {
        if (!ask.user.oper) return ask.reply(ERR_NOPRIVILEGES())
        ask.server.ports.tell('oper left', { nick: ask.user.mask, name: ask.user.oper.name })
        ask.commit(opered, {})
      },
    },
  },
  whois: ({ user: viewer }, user) =>
    isSeenOper(user, viewer) ? [RPL_WHOISOPERATOR(user.nick, user.oper!.title)] : [],
})

/** Whoever guesses learns nothing but that it was wrong. */
async function refuse(ask: Ask, block: OperBlock | undefined, password: string) {
  const { server, user, session, now } = ask
  const { opers } = server.settings.protection.throttle
  const key = addressKey(server, user.ip)
  if (failures(server).take(key, opers, now)) return ERR_PASSWDMISMATCH()
  if (!block || !isPlace(ask, block)) return ERR_NOOPERHOST()
  const { fingerprint = '' } = session.caller
  const shown = !block.fingerprints.length || block.fingerprints.includes(fingerprint)
  const said = !block.password || (await server.ports.verify(password, block.password))
  if (!shown || !said) return ERR_PASSWDMISMATCH()
  failures(server).forgive(key)
  return undefined
}

/** A password goes over no wire that others could read, unless the configuration says so. */
function isPlace({ user, session, net }: Ask, { plain, hosts }: OperBlock): boolean {
  const loopback = user.ip === '' || user.ip.startsWith('127.') || user.ip === '0::1'
  if (!plain && !loopback && !user.secure && !session.caller.secure) return false
  const forms = [user.realHost, user.ip, user.host].map((host) =>
    net.fold(`${user.username}@${host}`),
  )
  const ip = parseIp(user.ip)
  const fits = (mask: string) => {
    const range = parseRange(mask)
    if (range) return ip !== undefined && inRange(ip, range)
    const whole = net.fold(mask.includes('@') ? mask : `*@${mask}`)
    return forms.some((form) => matches(whole, form))
  }
  return !hosts.length || hosts.some(fits)
}

function rise(ask: Ask, block: OperBlock): void {
  const { name, title, rank, privileges, snomasks, vhost, hidden } = block
  ask.commit(opered, { oper: { name, title, rank, privileges } })
  ask.reply(RPL_YOUREOPER())
  if (hidden) ask.commit(userModesChanged, { changes: [{ letter: 'H', on: true }] })
  if (vhost) changeHost(ask.server, ask.user, { host: vhost })
  if (snomasks) watch(ask, snomasks)
  ask.server.ports.tell('oper', { nick: ask.user.mask, name })
}
