import { formatDuration, parseDuration } from '#wire/duration.ts'
import { matches } from '#wire/mask.ts'
import { fail } from '#wire/numerics.ts'
import { shorten } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { type Command, feature } from '../../core/feature.ts'
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
      run: (ask, mask = '', ...rest) => add(ask, type, mask, rest),
    },
    [`UN${verb}`]: {
      min: 1,
      needs: 'ban',
      help: `${what[type]}\nLifts a ban of ${verb}.`,
      run: (ask, mask = '') => lift(ask, type, mask),
    },
  }
}

/** @param rest a duration, of an exemption also letters, and the reason; any may be missing. */
export function add(ask: Ask, type: BanType, typed: string, rest: string[]): void {
  const { server, net, user, now, reply, verb } = ask
  const soft = typed.startsWith('%')
  const mask = maskOf(ask, type, soft ? typed.slice(1) : typed)
  if (mask === undefined) return reply(fail(verb, 'INVALID_MASK', 'This cannot be banned', typed))
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
    by: user.oper?.name ?? user.nick,
    at: now,
    until: seconds ? now + seconds * 1000 : 0,
  }
  if (type !== 'eline' && type !== 'qline' && fitsUser(server, ban, user)) {
    return reply(fail(verb, 'INVALID_MASK', 'This would ban yourself', mask))
  }
  const hits =
    type === 'qline' ? [] : [...net.users.values()].filter((each) => fitsUser(server, ban, each))
  server.commit(banSet, { ban }, user)
  const length = seconds ? `for ${formatDuration(seconds)}` : 'for ever'
  ask.session.notice(
    `${type} ${mask} ${length} is set; it fits ${hits.length} of those who are here`,
  )
  server.ports.tell('ban set', {
    type,
    mask,
    length,
    by: ban.by,
    reason: ban.reason,
    note: ban.note,
  })
}

export function lift(ask: Ask, type: BanType, typed: string): void {
  const mask = maskOf(ask, type, typed.replace(/^%/, ''))
  const ban = mask === undefined ? undefined : bansOf(ask.net).get(type, mask)
  if (!ban) return ask.reply(fail(ask.verb, 'NO_SUCH_BAN', 'There is no such ban', typed))
  ask.server.commit(banLifted, { ban, expired: false }, ask.user)
  ask.session.notice(`${type} ${ban.mask} is lifted`)
  ask.server.ports.tell('ban lifted', { type, mask: ban.mask, by: ask.user.oper?.name })
}

/** A nick stands for the address of its user. */
function maskOf(ask: Ask, type: BanType, typed: string): string | undefined {
  const named = type === 'qline' || type === 'xline' ? undefined : ask.net.user(typed)
  const text = named ? (type === 'zline' ? named.ip : `*@${named.ip || named.host}`) : typed
  return readBanMask(ask.server, type, text)
}
