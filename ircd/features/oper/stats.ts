import { formatRange } from '#wire/cidr.ts'
import { formatDuration } from '#wire/duration.ts'
import {
  RPL_ENDOFSTATS,
  RPL_STATSBAN,
  RPL_STATSCLINE,
  RPL_STATSCOMMANDS,
  RPL_STATSCONN,
  RPL_STATSDEBUG,
  RPL_STATSHLINE,
  RPL_STATSILINE,
  RPL_STATSLINKINFO,
  RPL_STATSOLINE,
  RPL_STATSUPTIME,
} from '#wire/numerics/operators.ts'
import { ERR_NOPRIVILEGES, type Reply } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import { type BanType, bansOf } from '../guard/ban.ts'
import { listFilters } from '../guard/spam-filter.ts'
import { isSeenOper, operatorsOf } from './oper.ts'

type Answer = (ask: Ask, letter: string) => Reply[]

/** What everybody may ask; the others are for operators who may see what is hidden. */
const open = 'uUpP'

const answers: Record<string, Answer> = {
  '?': (ask) => serversThere(ask),
  c: (ask) => serversKnown(ask),
  d: (ask) => blocklists(ask),
  e: (ask) => bans(ask, 'eline'),
  g: (ask) => bans(ask, 'gline'),
  G: (ask) => bans(ask, 'gline'),
  h: (ask) => bans(ask, 'shun'),
  i: (ask) => connectionRules(ask),
  k: (ask) => bans(ask, 'kline'),
  K: (ask) => bans(ask, 'kline'),
  l: (ask) => [...links(ask), ...clients(ask)],
  L: (ask) => [...links(ask), ...clients(ask)],
  m: ({ server }) =>
    [...server.book.commands]
      .filter(([, { uses }]) => uses)
      .map(([verb, { uses }]) => RPL_STATSCOMMANDS(verb, uses)),
  o: ({ server }) =>
    server.settings.opers.map(({ name, rank }) => RPL_STATSOLINE('*', '*', name, rank)),
  O: ({ server }) =>
    server.settings.opers.map(({ name, privileges }) =>
      RPL_STATSOLINE('*', '*', name, [...privileges].join(',')),
    ),
  p: (ask) => operators(ask),
  P: (ask) => operators(ask),
  q: (ask) => bans(ask, 'qline'),
  Q: (ask) => bans(ask, 'qline'),
  s: (ask) => filters(ask),
  f: (ask) => filters(ask),
  S: (ask) => settings(ask),
  u: (ask) => uptime(ask),
  U: () => [],
  x: (ask) => bans(ask, 'xline'),
  X: (ask) => bans(ask, 'xline'),
  z: (ask) => sizes(ask),
  Z: (ask) => bans(ask, 'zline'),
}

/** An unknown letter is 219 and nothing else. https://modern.ircdocs.horse/#stats-message */
export default feature({
  commands: {
    STATS: {
      hunts: { at: 1 },
      help: `[letter [server]]
u how long the server has been up, p who is an operator; for operators: k g Z q x h e bans,
d blocklists, f spam filters, i rules for connections, l links and clients, c servers that are
configured, ? servers that are linked, m commands, o O who may be an
operator, S settings, z sizes.`,
      async run(ask, letters = '') {
        const letter = letters[0] ?? '*'
        const answer = Object.hasOwn(answers, letter) ? answers[letter] : undefined
        if (answer && !open.includes(letter) && !ask.can('see'))
          return ask.reply(ERR_NOPRIVILEGES())
        ask.server.ports.tell('stats', { nick: ask.user.mask, letter })
        await ask.each(answer?.(ask, letter) ?? [], (line) => {
          ask.reply(line)
          return true
        })
        ask.reply(RPL_ENDOFSTATS(letter))
      },
    },
  },
})

function bans({ net, now }: Ask, type: BanType): Reply[] {
  return Array.from(bansOf(net).list(type), ({ mask, until, at, by, reason, note }) => {
    const left = until ? Math.ceil((until - now) / 1000) : 0
    const whole = note ? `${reason} | ${note}` : reason
    return RPL_STATSBAN(type, mask, left, Math.floor((now - at) / 1000), by, whole)
  })
}

function uptime({ server, net, now }: Ask): Reply[] {
  const up = formatDuration((now - server.startedAt) / 1000)
  return [
    RPL_STATSUPTIME(`Server up ${up}`),
    RPL_STATSCONN(net.count.localMax, server.connectionsEver),
  ]
}

function operators({ net, user }: Ask): Reply[] {
  const shown = [...operatorsOf(net)].filter((oper) => isSeenOper(oper, user))
  const lines = shown.map(
    (oper) => `${oper.nick} (${oper.username}@${oper.host}) ${oper.oper!.title}`,
  )
  return [...lines, `${shown.length} operators`].map((line) => RPL_STATSDEBUG('p', line))
}

function clients({ server, now }: Ask): Reply[] {
  return Array.from(server.sessions, ({ user, heardAt }) =>
    RPL_STATSLINKINFO(
      `${user.nick || '*'}[${user.username || '*'}@${user.ip || '*'}]`,
      Math.floor((now - user.since) / 1000),
      Math.floor((now - heardAt) / 1000),
    ),
  )
}

/** Lines sent and received, changes that crossed ours, lines that nobody knows, seconds. */
function links({ server, now }: Ask): Reply[] {
  return Array.from(server.links?.peers ?? [], ({ name, dialect, phase, counts, since }) =>
    RPL_STATSLINKINFO(
      `${name || '*'}[${[dialect, phase].filter(Boolean).join(',')}]`,
      counts.sent,
      counts.received,
      counts.fenced,
      counts.unknown,
      Math.floor((now - since) / 1000),
    ),
  )
}

function serversKnown({ server }: Ask): Reply[] {
  return [...(server.links?.known ?? [])].flatMap(({ name, dialect, hub }) => [
    RPL_STATSCLINE(name, dialect),
    ...hub.map((mask) => RPL_STATSHLINE(mask, name)),
  ])
}

function serversThere({ server, net }: Ask): Reply[] {
  const peers = [...(server.links?.peers ?? [])]
  const sum = (which: 'sent' | 'received' | 'repaired') =>
    peers.reduce((total, { counts }) => total + counts[which], 0)
  return [
    `${net.servers.size} servers, ${peers.length} links`,
    `${sum('sent')} lines sent to servers, ${sum('received')} received`,
    `${sum('repaired')} channels repaired`,
  ].map((line) => RPL_STATSDEBUG('?', line))
}

function connectionRules({ server }: Ask): Reply[] {
  const { connections } = server.settings.protection
  const { exempt, ranges, ...numbers } = connections
  return [
    ...Object.entries(numbers).map(([name, value]) => RPL_STATSILINE(name, value)),
    ...ranges.map(({ range, perAddress }) => RPL_STATSILINE(formatRange(range), perAddress)),
    ...exempt.map((range) => RPL_STATSILINE('exempt', formatRange(range))),
  ]
}

function blocklists({ server }: Ask): Reply[] {
  const { blocklists: lists } = server.settings.protection
  return lists.map(({ zone, action }) => RPL_STATSDEBUG('d', `${zone} ${action}`))
}

function filters({ server }: Ask): Reply[] {
  return listFilters(server).map(({ id, targets, action, pattern, hits }) =>
    RPL_STATSDEBUG('f', `${id} ${targets} ${action} ${hits} hits /${pattern}/`),
  )
}

/** Numbers and switches only: no secret is among them. */
function settings({ server }: Ask): Reply[] {
  const { pace, cloak, throttle, reputation } = server.settings.protection
  const all = { ...server.settings.limits, ...pace, ...cloak, ...reputation }
  const rates = Object.entries(throttle).map(([name, { count, ms }]): [string, string] => {
    return [name, count ? `${count} per ${formatDuration(ms / 1000)}` : 'off']
  })
  return [...Object.entries(all), ...rates].map(([name, value]) =>
    RPL_STATSDEBUG('S', `${name} ${value}`),
  )
}

function sizes({ server, net }: Ask): Reply[] {
  const all = {
    users: net.count.users,
    channels: net.channels.size,
    'vacant channels': net.vacant.size,
    sessions: server.sessions.size,
    bans: bansOf(net).size,
  }
  return Object.entries(all).map(([name, count]) => RPL_STATSDEBUG('z', `${name} ${count}`))
}
