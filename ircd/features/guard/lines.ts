import { formatDuration, parseDuration } from '#wire/duration.ts'
import { matches } from '#wire/mask.ts'
import { fail } from '#wire/numerics.ts'
import { shorten } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { type Command, feature } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import {
  type BanType,
  banLifted,
  banSet,
  bansOf,
  fitsUser,
  readBanMask,
  type ServerBan,
} from './ban.ts'

const what: Record<BanType, string> = {
  kline: '<nick or [user@]host>',
  gline: '<nick or [user@]host>',
  zline: '<nick or address[/bits]>',
  qline: '<mask of nicks or #channels>',
  xline: '<mask of real names>',
  shun: '<nick or [user@]host>',
  eline: '<nick or [user@]host>',
}

/** Who sets and lifts bans, and how it is answered: by a command, through a service, on the command line. */
export interface BanDesk {
  server: Server
  /** In whose name it happens: a service's, where nobody on the network asks. */
  user: User
  /** What lists and logs say of who did it. */
  name: string
  say(line: string): void
  refuse(code: string, text: string, context: string): void
}

export function deskOf({ server, user, session, reply, verb }: Ask): BanDesk {
  return {
    server,
    user,
    name: user.oper?.name ?? user.nick,
    say: (line) => session.notice(line),
    refuse: (code, text, context) => reply(fail(verb, code, text, context)),
  }
}

/** Bans of the whole network, by the names that operators know from their servers. */
export default feature({
  commands: {
    ...pair('KLINE', 'kline'),
    ...pair('GLINE', 'gline'),
    ...pair('ZLINE', 'zline'),
    ...pair('GZLINE', 'zline'),
    ...pair('DLINE', 'zline'),
    ...pair('QLINE', 'qline'),
    ...pair('RESV', 'qline'),
    ...pair('XLINE', 'xline'),
    ...pair('SHUN', 'shun'),
    ...pair('ELINE', 'eline'),
    RMTKL: {
      min: 1,
      needs: 'ban',
      help: '<mask>\nLifts all bans whose masks fit, as *@*.example.org.',
      run(ask, mask = '') {
        const { net, server } = ask
        const wanted = net.fold(mask)
        const found = bansOf(net)
          .all()
          .filter((ban) => matches(wanted, net.fold(ban.mask)))
        for (const ban of found) server.commit(banLifted, { ban, expired: false }, ask.user)
        ask.session.notice(`${found.length} bans are lifted`)
        const by = ask.user.oper?.name
        server.ports.tell('ban lifted', { mask, bans: found.length, by })
      },
    },
  },
})

function pair(verb: string, type: BanType): Record<string, Command> {
  return {
    [verb]: {
      min: 1,
      needs: 'ban',
      help: `${what[type]} [duration] [reason[|reason for operators]]
Bans from the network. A duration is written 1d2h; without it, or with 0, it is for ever.
A mask that begins with % spares those who log in; ~account:, ~realname: and the like fit too.`,
      run: (ask, mask = '', ...rest) => add(deskOf(ask), type, mask, rest),
    },
    [`UN${verb}`]: {
      min: 1,
      needs: 'ban',
      help: `${what[type]}\nLifts a ban of ${verb}.`,
      run: (ask, mask = '') => lift(deskOf(ask), type, mask),
    },
  }
}

/** @param rest a duration, of an exemption also letters, and the reason; any may be missing. */
export function add(desk: BanDesk, type: BanType, typed: string, rest: string[]): void {
  const { server, user, name } = desk
  const { net } = server
  const now = server.ports.now()
  const soft = typed.startsWith('%')
  const mask = maskOf(server, type, soft ? typed.slice(1) : typed)
  if (mask === undefined) return desk.refuse('INVALID_MASK', 'This cannot be banned', typed)
  const words = [...rest]
  const seconds = parseDuration(words[0] ?? '')
  if (seconds !== undefined) words.shift()
  const from =
    type === 'eline' && /^(\*|[a-z]+)$/.test(words[0] ?? '') && words.length > 1
      ? words.shift()!
      : '*'
  const [reason = '', note = ''] = words.join(' ').split('|', 2)
  const { limits } = server.settings
  const ban: ServerBan = {
    type,
    mask,
    soft,
    from,
    reason: shorten(reason.trim(), limits.kick) || 'No reason given',
    note: shorten(note.trim(), limits.kick),
    by: name,
    at: now,
    until: seconds ? now + seconds * 1000 : 0,
  }
  if (type !== 'eline' && type !== 'qline' && fitsUser(server, ban, user)) {
    return desk.refuse('INVALID_MASK', 'This would ban yourself', mask)
  }
  const hits =
    type === 'qline' ? [] : [...net.users.values()].filter((each) => fitsUser(server, ban, each))
  server.commit(banSet, { ban }, user)
  const length = seconds ? `for ${formatDuration(seconds)}` : 'for ever'
  desk.say(`${type} ${mask} ${length} is set; it fits ${hits.length} of those who are here`)
  server.ports.tell('ban set', {
    type,
    mask,
    length,
    by: ban.by,
    reason: ban.reason,
    note: ban.note,
  })
}

export function lift({ server, user, name, ...desk }: BanDesk, type: BanType, typed: string): void {
  const mask = maskOf(server, type, typed.replace(/^%/, ''))
  const ban = mask === undefined ? undefined : bansOf(server.net).get(type, mask)
  if (!ban) return desk.refuse('NO_SUCH_BAN', 'There is no such ban', typed)
  server.commit(banLifted, { ban, expired: false }, user)
  desk.say(`${type} ${ban.mask} is lifted`)
  server.ports.tell('ban lifted', { type, mask: ban.mask, by: name })
}

/** A nick stands for the address of its user. */
function maskOf(server: Server, type: BanType, typed: string): string | undefined {
  const named = type === 'qline' || type === 'xline' ? undefined : server.net.user(typed)
  const text = named ? (type === 'zline' ? named.ip : `*@${named.ip || named.host}`) : typed
  return readBanMask(server, type, text)
}
