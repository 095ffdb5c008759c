/** A channel's members in groups, the highest rank first, each group by name. */
import type { Member, Mirror } from '#wire/mirror.ts'

export type Rank = 'owners' | 'admins' | 'operators' | 'halfops' | 'voiced' | 'members'

export interface Group {
  rank: Rank
  members: Member[]
}

const ranks: Record<string, Rank> = {
  q: 'owners',
  a: 'admins',
  o: 'operators',
  h: 'halfops',
  v: 'voiced',
}

const order: Rank[] = ['owners', 'admins', 'operators', 'halfops', 'voiced', 'members']

/** @param part what a nickname must have in it, in any case; '' for all. */
export function groupMembers(mirror: Mirror, channel: string, part = ''): Group[] {
  const groups = new Map<Rank, [key: string, member: Member][]>(order.map((rank) => [rank, []]))
  const wanted = mirror.fold(part)
  // The keys are folded already. Ten thousand of them are compared a hundred thousand times.
  for (const [key, member] of mirror.channel(channel)?.members ?? []) {
    if (key.includes(wanted)) groups.get(rankOf(mirror, member))!.push([key, member])
  }
  return order.flatMap((rank) => {
    const pairs = groups.get(rank)!.sort(byKey)
    return pairs.length > 0 ? [{ rank, members: pairs.map(([, member]) => member) }] : []
  })
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function rankOf({ support }: Mirror, { prefixes }: Member): Rank {
  const letter = support.prefixModes[support.prefixSigns.indexOf(prefixes[0] ?? ' ')]
  return ranks[letter ?? ''] ?? 'members'
}
