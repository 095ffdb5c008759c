/**
 * What a configuration may say about linked servers, and what follows from it for the rest: another
 * kind of server compares names by rfc1459, and takes only names that are short enough for it.
 */
import { privilegeNames } from '#host/config-protection.ts'
import {
  address,
  choice,
  flag,
  listOf,
  range,
  section,
  size,
  text,
  whole,
} from '#host/config-values.ts'
import { readPin } from '#host/pin.ts'

export function isServerName(value: string): boolean {
  return value.length <= 63 && /^(?!-)[a-z0-9-]+(?:\.(?!-)[a-z0-9-]+)+$/i.test(value)
}

export const serverName = text(
  'a host name with at least one dot, of at most 63 characters',
  isServerName,
)
export const sid = text('a digit and two capital letters or digits, as "1CA"', (value) =>
  /^[0-9][A-Z0-9]{2}$/.test(value),
)

const pin = text(
  'the SHA-256 of a certificate in hexadecimal, or "spki:" and that of its public key',
  (value) => readPin(value) !== undefined,
)
const password = text(
  'a password of 1 to 128 letters without spaces and ":", which other servers read as something else',
  (value) => /^[\x21-\x39\x3b-\x7e]{1,128}$/.test(value),
)
const nameMask = text('a server name or a pattern, as "*.example.org"', (value) =>
  /^[a-z0-9*?.-]{1,63}$/i.test(value),
)

export const link = section({
  name: serverName,
  address: address.optional(),
  pins: listOf(pin).prefault([]),
  plain: flag.prefault(false),
  from: listOf(range).prefault([]),
  send_password: password,
  accept_password: password,
  dialect: choice('auto', 'causerie', 'solanum', 'hybrid').prefault('auto'),
  hub: listOf(nameMask).prefault([]),
  services: flag.prefault(false),
  operators: listOf(choice(...privilegeNames)).prefault(['see', 'ban', 'force', 'routing']),
  shared_accounts: flag.prefault(false),
  autoconnect: flag.prefault(false),
  priority: whole(1, 1000).prefault(100),
  sendq: size('1MiB', '64MiB').prefault('32MiB'),
})

/** Whether what goes there stays on this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d+){3}$/.test(host)
}

type Links = readonly { name: string; dialect: string }[]
type Casemapping = 'ascii' | 'rfc1459'

/** What the names of a network with other kinds of servers may have at most, in letters. */
const foreignLimits = { nick: 30, user: 10, channel: 50, topic: 390 }
/** ircd-hybrid cuts a longer topic. */
const hybridTopic = 300

export interface Compared {
  casemapping: Casemapping
  limits: Record<keyof typeof foreignLimits, number>
  /** A sentence for each thing that is not as written, or not the default. */
  notes: string[]
}

/**
 * What names are compared by, and how long they may be, on a network with these links. Solanum and
 * its services compare by rfc1459; ircd-hybrid by ascii, as its ISUPPORT says.
 * @param wanted what the configuration says, or nothing
 */
export function comparedBy(
  links: Links,
  wanted: Casemapping | undefined,
  limits: Compared['limits'],
): Compared {
  const foreign = links.filter(({ dialect }) => dialect !== 'causerie')
  const [first] = foreign
  if (!first) return { casemapping: wanted ?? 'ascii', limits, notes: [] }
  const folding = foreign.find(({ dialect }) => dialect !== 'hybrid')
  const casemapping = wanted ?? (folding ? 'rfc1459' : 'ascii')
  const notes: string[] = []
  if (!wanted && folding) notes.push(`network.casemapping is "rfc1459", ${because(folding)}`)
  if (casemapping === 'rfc1459') notes.push(...foreign.filter(isHybrid).map(comparesByAscii))
  const mayBeHybrid = foreign.some(({ dialect }) => dialect !== 'solanum')
  const most = { ...foreignLimits, topic: mayBeHybrid ? hybridTopic : foreignLimits.topic }
  const shorter = { ...limits }
  for (const key of Object.keys(most) as (keyof typeof most)[]) {
    if (limits[key] <= most[key]) continue
    shorter[key] = most[key]
    notes.push(`limits.${key} is ${most[key]}, ${because(first)}`)
  }
  return { casemapping, limits: shorter, notes }
}

function isHybrid({ dialect }: Links[number]): boolean {
  return dialect === 'hybrid'
}

function because({ name }: Links[number]): string {
  return `because ${name} is, or may be, another kind of server`
}

function comparesByAscii({ name }: Links[number]): string {
  return `${name} compares names by ascii: those with []\\~ or {}|^ may be one here and two there`
}
