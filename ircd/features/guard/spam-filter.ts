import { formatDuration, parseDuration } from '#wire/duration.ts'
import { fail, type Reply } from '#wire/numerics.ts'
import { shorten } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { feature, guard } from '../../core/feature.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import { topicSet } from '../channel/topic.ts'
import { saidInChannel, saidToUser } from '../message/message.ts'
import { killed } from '../oper/kill.ts'
import { awayChanged } from '../user/away.ts'
import { type BanType, banSet, isUserExempt, type ServerBan } from './ban.ts'
import { quarantine } from './quarantine.ts'

/** What somebody wrote, by letter: a filter names those that it is for. */
const targets: Record<string, string> = {
  c: 'messages to channels',
  p: 'messages to people',
  n: 'notices',
  t: 'topics',
  a: 'away messages',
  u: 'nick!user@host:real name of who connects',
}

const actions = [
  'report',
  'warn',
  'block',
  'quarantine',
  'kill',
  'kline',
  'gline',
  'zline',
  'shun',
] as const
type Action = (typeof actions)[number]

export interface SpamFilter {
  id: string
  targets: string
  action: Action
  /** Of the ban that follows: seconds, 0 for ever. */
  seconds: number
  pattern: string
  reason: string
  by: string
  at: number
  hits: number
}

interface Ready {
  filter: SpamFilter
  pattern: { test(text: string): boolean }
}

/** More are slow to ask, and nobody knows any more what they do. */
const filtersMax = 200

const filters = perServer(() => new Map<string, Ready>())

/**
 * Patterns of RE2 that what is written is tried on, whole messages at once. They match in time that
 * grows with the text and nothing else.
 */
export default feature({
  async boot(server) {
    const shelf = server.ports.shelf<SpamFilter>('spam-filters')
    for (const [, filter] of await shelf.list()) keep(server, filter)
  },
  guards: [
    guard(saidInChannel, ({ verb, text, channel }, ask) =>
      examine(ask, verb === 'NOTICE' ? 'n' : 'c', text, channel.name),
    ),
    guard(saidToUser, ({ verb, text, user }, ask) =>
      user === ask.user ? undefined : examine(ask, verb === 'NOTICE' ? 'n' : 'p', text, user.nick),
    ),
    guard(topicSet, ({ text, channel }, ask) => examine(ask, 't', text, channel.name)),
    guard(awayChanged, ({ text }, ask) => (text ? examine(ask, 'a', text, '*') : undefined)),
  ],
  vets(ask) {
    const { user, server } = ask
    if (filters(server).size === 0) return undefined
    const refusal = examine(ask, 'u', `${user.mask}:${user.realname}`, '*')
    return refusal && { reply: refusal, reason: 'You are not welcome here' }
  },
  commands: {
    SPAMFILTER: {
      min: 1,
      needs: 'filter',
      help: `ADD <targets> <action> <duration> <pattern> <reason> | DEL <id> | LIST
Targets are letters: ${Object.entries(targets)
        .map(([letter, text]) => `${letter} ${text}`)
        .join(', ')}.
Actions: ${actions.join(', ')}. The duration is that of the ban, or 0.
The pattern is a regular expression (RE2); both cases match.`,
      run(ask, sub = '', ...rest) {
        const work = subcommands[sub.toUpperCase()]
        if (!work) return refuse(ask, 'ADD, DEL or LIST', sub)
        return work(ask, rest)
      },
    },
  },
})

const subcommands: Record<string, (ask: Ask, rest: string[]) => void | Promise<void>> = {
  ADD: add,
  DEL: remove,
  LIST: (ask) => {
    for (const { id, targets, action, seconds, pattern, reason, by, hits } of listFilters(
      ask.server,
    )) {
      const length = seconds ? ` ${formatDuration(seconds)}` : ''
      ask.session.notice(
        `${id}: ${targets} ${action}${length} /${pattern}/ by ${by}, ${hits} hits: ${reason}`,
      )
    }
    ask.session.notice('End of SPAMFILTER LIST')
  },
}

export function listFilters(server: Server): SpamFilter[] {
  return Array.from(filters(server).values(), ({ filter }) => filter)
}

async function add(ask: Ask, rest: string[]): Promise<void> {
  const { server, user, now } = ask
  const [letters = '', action = '', duration = '', pattern = '', ...words] = rest
  const seconds = parseDuration(duration)
  const known = actions.find((each) => each === action)
  if (!letters || [...letters].some((letter) => !(letter in targets))) {
    return refuse(ask, `Targets are ${Object.keys(targets).join('')}`, letters)
  }
  if (!known) return refuse(ask, `An action is one of ${actions.join(', ')}`, action)
  if (seconds === undefined) return refuse(ask, 'A duration is 0, or written 1d2h', duration)
  if (filters(server).size >= filtersMax) return refuse(ask, 'There are too many filters', pattern)
  const filter: SpamFilter = {
    id: server.ports.digest(`${letters} ${action} ${pattern}`).slice(0, 8),
    targets: letters,
    action: known,
    seconds,
    pattern,
    reason: shorten(words.join(' '), server.settings.limits.kick) || 'Spam',
    by: user.oper?.name ?? user.nick,
    at: now,
    hits: 0,
  }
  try {
    if (!pattern) throw new Error('a pattern is missing')
    keep(server, filter)
  } catch (error) {
    return refuse(ask, `This cannot be a pattern: ${(error as Error).message}`, pattern || '*')
  }
  await server.ports.shelf<SpamFilter>('spam-filters').put(filter.id, filter)
  ask.session.notice(`Spam filter ${filter.id} is set`)
  server.ports.tell('spam filter', { by: filter.by, set: filter.id, pattern })
}

async function remove(ask: Ask, [id = '']: string[]): Promise<void> {
  const { server, user } = ask
  if (!filters(server).delete(id)) return refuse(ask, 'There is no such filter', id || '*')
  await server.ports.shelf<SpamFilter>('spam-filters').remove(id)
  ask.session.notice(`Spam filter ${id} is gone`)
  server.ports.tell('spam filter', { by: user.oper?.name, removed: id })
}

function refuse(ask: Ask, why: string, what: string): void {
  ask.reply(fail('SPAMFILTER', 'INVALID_PARAMS', why, what || '*'))
}

function keep(server: Server, filter: SpamFilter): void {
  filters(server).set(filter.id, { filter, pattern: server.ports.pattern(filter.pattern) })
}

/** The first filter that fits decides; without a block nothing is refused. */
function examine(ask: Ask, letter: string, text: string, where: string): Reply | undefined {
  const { server, user } = ask
  const all = filters(server)
  if (all.size === 0 || user.oper) return undefined
  for (const { filter, pattern } of all.values()) {
    if (!filter.targets.includes(letter) || !pattern.test(text)) continue
    if (isUserExempt(server, user, 'f')) return undefined
    filter.hits++
    const { id, action } = filter
    server.ports.tell('spam filter', {
      nick: user.mask,
      ip: user.ip,
      filter: id,
      action,
      where,
      text,
    })
    return act(ask, filter, where)
  }
  return undefined
}

function act(ask: Ask, filter: SpamFilter, where: string): Reply | undefined {
  const { server, user, verb, session } = ask
  const { action, reason } = filter
  if (action === 'report') return undefined
  if (action === 'warn') {
    session.notice(`What you wrote looks like spam: ${reason}`)
    return undefined
  }
  const reply = fail(verb, 'MESSAGE_BLOCKED', reason, where)
  if (action === 'block') return reply
  if (action === 'quarantine') {
    // Who has just come is let in, and heard by nobody.
    if (!session.registered) user.modes.add('q')
    else quarantine(server, user, true, reason)
    return session.registered ? reply : undefined
  }
  // What follows ends this conversation, or nearly so: first it is told why.
  if (session.registered && action !== 'shun') ask.reply(reply)
  if (action === 'kill') {
    if (session.registered) server.commit(killed, { user, text: reason }, server.net.me)
  } else server.commit(banSet, { ban: banFor(ask, action, filter) }, server.net.me)
  return reply
}

function banFor({ user, now }: Ask, type: BanType, { id, seconds, reason }: SpamFilter): ServerBan {
  const address = user.ip || user.host
  return {
    type,
    mask: type === 'zline' ? address : `*@${address}`,
    reason,
    note: `spam filter ${id}`,
    by: 'spam filter',
    at: now,
    until: seconds ? now + seconds * 1000 : 0,
    soft: false,
    from: '*',
  }
}
