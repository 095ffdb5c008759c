/** Adding, changing and removing networks, whichever way it was asked for. */
import { type AttributeFault, complete, type Draft, newDraft, setAttribute } from './draft.ts'
import type { Seat } from './seat.ts'
import type { User } from './user.ts'

/** Which attribute was not taken, and why; `need` is one that is missing. */
export interface NetworkFault {
  fault: AttributeFault | 'need' | 'refused'
  attribute: string
  text: string
}

/** @param given name by name; without a name the network is called as its host. */
export async function addNetwork(
  user: User,
  given: Iterable<[name: string, value: string]>,
): Promise<Seat | NetworkFault> {
  const draft = newDraft(user.home.record.nick)
  const fault = take(draft, given)
  if (fault) return fault
  if (!complete(draft)) return { fault: 'need', attribute: 'host', text: 'The host is missing' }
  const name = draft.name || freeName(user, draft.upstream.addresses[0]!.host)
  const added = await user.add(name, draft.nick, draft.upstream)
  return typeof added === 'string' ? { fault: 'refused', attribute: 'name', text: added } : added
}

/** What changes the connection makes it anew. */
export async function changeNetwork(
  seat: Seat,
  given: Iterable<[name: string, value: string]>,
): Promise<NetworkFault | undefined> {
  const { record, user } = seat
  if (!record.upstream) {
    return { fault: 'read-only', attribute: 'name', text: "The home network is the operator's" }
  }
  const before = { name: record.name, nick: record.nick, upstream: record.upstream }
  const draft: Draft = structuredClone(before)
  const fault = take(draft, given)
  if (fault) return fault
  if (!complete(draft)) return { fault: 'need', attribute: 'host', text: 'The host is missing' }
  const other = user.find(draft.name)
  if (other && other !== seat) {
    return { fault: 'invalid', attribute: 'name', text: `There is a network ${draft.name} already` }
  }
  const isNew =
    JSON.stringify([before.nick, before.upstream]) !== JSON.stringify([draft.nick, draft.upstream])
  Object.assign(record, draft)
  seat.changed()
  if (isNew && draft.upstream.enabled) await seat.network.restart('The settings have changed')
  return undefined
}

/** Connects, or does not until it is asked to again. */
export async function enableNetwork(seat: Seat, enabled: boolean): Promise<void> {
  const { record, network } = seat
  if (record.upstream) {
    record.upstream.enabled = enabled
    seat.changed()
  }
  if (enabled) await network.restart('Connecting again')
  else await network.stop('Disconnecting')
}

function take(draft: Draft, given: Iterable<[string, string]>): NetworkFault | undefined {
  for (const [attribute, value] of given) {
    const fault = setAttribute(draft, attribute.toLowerCase(), value)
    if (fault) return { fault, attribute, text: `${attribute}: ${words[fault]}` }
  }
  return undefined
}

const words: Record<AttributeFault, string> = {
  unknown: 'there is no such attribute',
  'read-only': 'this cannot be set',
  invalid: 'this value will not do',
}

function freeName(user: User, host: string): string {
  const base = host.slice(0, 50).replace(/[/@:,]/g, '-')
  for (let at = 1; ; at++) {
    const name = at === 1 ? base : `${base} ${at}`
    if (!user.find(name)) return name
  }
}
