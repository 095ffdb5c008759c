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

export function groupMembers(mirror: Mirror, channel: string): Group[] {
  const groups = new Map<Rank, Member[]>(order.map((rank) => [rank, []]))
  for (const member of mirror.channel(channel)?.members.values() ?? []) {
    groups.get(rankOf(mirror, member))!.push(member)
  }
  const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true })
  for (const members of groups.values()) {
    members.sort((a, b) => collator.compare(a.nick, b.nick))
  }
  return order
    .map((rank) => ({ rank, members: groups.get(rank)! }))
    .filter(({ members }) => members.length > 0)
}

function rankOf({ support }: Mirror, { prefixes }: Member): Rank {
  const letter = support.prefixModes[support.prefixSigns.indexOf(prefixes[0] ?? ' ')]
  return ranks[letter ?? ''] ?? 'members'
}
