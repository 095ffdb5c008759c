/** The windows in which something was said between two times, as CHATHISTORY TARGETS lists them. */
import { formatTime, type Selector } from '#wire/chathistory.ts'
import { messageFrom } from '#wire/message.ts'
import type { Ask } from '../../core/ask.ts'
import { talkOf } from '../../core/fact.ts'
import { usersOf } from '../connect/identities.ts'
import { readable } from './permission.ts'

type Targets = Extract<Selector, { sub: 'TARGETS' }>

export interface Spoken {
  name: string
  /** When the newest message was said. */
  at: number
}

/** https://ircv3.net/specs/extensions/chathistory#targets */
export async function sayTargets(ask: Ask, selector: Targets): Promise<void> {
  const lines = (await spoken(ask, selector)).map(({ name, at }) =>
    messageFrom(ask.net.me.name, 'CHATHISTORY', 'TARGETS', name, formatTime(at)),
  )
  ask.batch('draft/chathistory-targets', [], lines)
}

/** Oldest first; the limit counts from the time that was named first. */
export async function spoken(ask: Ask, { from, to, limit }: Targets): Promise<Spoken[]> {
  const [after, before] = from <= to ? [from, to] : [to, from]
  const keep = from <= to ? 'oldest' : 'newest'
  const [talks, ...channels] = await Promise.all([
    talksOf(ask, after, before, limit, keep),
    ...channelsOf(ask, after, before),
  ])
  const all = [...talks!, ...channels.flat()].sort((a, b) => a.at - b.at)
  return keep === 'oldest' ? all.slice(0, limit) : all.slice(-limit)
}

function channelsOf(ask: Ask, after: number, before: number): Promise<Spoken[]>[] {
  return [...ask.user.channels].map(async ({ name }) => {
    const where = readable(ask, name)
    if (!where) return []
    const { history } = ask.server.ports
    const least = Math.max(after, (where.from ?? 0) - 1)
    const [newest] = await history.buffers(where.log, least, before, 1, 'newest')
    return newest ? [{ name: where.name, at: newest.at }] : []
  })
}

async function talksOf(
  ask: Ask,
  after: number,
  before: number,
  limit: number,
  keep: 'oldest' | 'newest',
): Promise<Spoken[]> {
  const { net, server, user } = ask
  const log = talkOf(net.identity(user))
  const found = await server.ports.history.buffers(log, after, before, limit, keep)
  return found.flatMap(({ buffer, at }) => {
    const name = nickOf(ask, buffer) ?? accountName(ask, buffer)
    return name === undefined ? [] : [{ name, at }]
  })
}

/** Of several connections of its own account a client finds itself, of another's the latest. */
function nickOf({ server, user }: Ask, identity: string): string | undefined {
  const users = usersOf(server, identity)
  return users.includes(user) ? user.nick : users.at(-1)?.nick
}

/**
 * Who is not here is called by the account, unless somebody else has that name now. A guest who is
 * gone has no name any more.
 */
function accountName({ net }: Ask, identity: string): string | undefined {
  if (identity.startsWith('~')) return undefined
  const name = net.accountNames.nameOf(identity)
  return net.user(name) ? undefined : name
}
