import { parseRange } from '#wire/cidr.ts'
import { formatDuration } from '#wire/duration.ts'
import { fail } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import { type BanType, bansOf, fitsUser, readBanMask, type ServerBan } from './ban.ts'
import { add, deskOf, lift } from './lines.ts'

const all: BanType[] = ['kline', 'gline', 'zline', 'qline', 'xline', 'shun', 'eline']

/** One way to all bans: what it is about is seen from what is typed. */
export default feature({
  commands: {
    UBAN: {
      min: 1,
      needs: 'ban',
      help: `ADD <target> [duration] [REQUIRE-SASL] [reason] | DEL <target> | LIST | INFO <target>
A target is an address, a range, a mask with @, or the name of an account.`,
      run(ask, sub = '', target = '', ...rest) {
        const work = subcommands[sub.toUpperCase()]
        if (!work) {
          return ask.reply(fail('UBAN', 'INVALID_PARAMS', 'ADD, DEL, LIST or INFO', sub))
        }
        if (!target && sub.toUpperCase() !== 'LIST') {
          return ask.reply(fail('UBAN', 'INVALID_PARAMS', 'A target is missing', sub))
        }
        work(ask, target, rest)
      },
    },
  },
})

const subcommands: Record<string, (ask: Ask, target: string, rest: string[]) => void> = {
  ADD(ask, target, rest) {
    const [type, mask] = targetOf(target)
    const soft = rest.some((word) => word.toUpperCase() === 'REQUIRE-SASL')
    const words = rest.filter((word) => word.toUpperCase() !== 'REQUIRE-SASL')
    add(deskOf(ask), type, (soft ? '%' : '') + mask, words)
  },
  DEL(ask, target) {
    const [type, mask] = targetOf(target)
    lift(deskOf(ask), type, mask)
  },
  LIST(ask) {
    for (const ban of all.flatMap((type) => [...bansOf(ask.net).list(type)])) {
      ask.session.notice(lineOf(ban, ask.now))
    }
    ask.session.notice('End of UBAN LIST')
  },
  INFO(ask, target) {
    const user = ask.net.user(target)
    const [type, text] = targetOf(target)
    const mask = readBanMask(ask.server, type, text)
    for (const ban of all.flatMap((each) => [...bansOf(ask.net).list(each)])) {
      const same = mask !== undefined && ban.type === type && ban.mask === mask
      if (same || (user && fitsUser(ask.server, ban, user))) {
        ask.session.notice(lineOf(ban, ask.now))
      }
    }
    ask.session.notice(`End of UBAN INFO ${target}`)
  },
}

function targetOf(text: string): [BanType, string] {
  if (parseRange(text)) return ['zline', text]
  return ['kline', /[@!:~*.]/.test(text) ? text : `~account:${text}`]
}

/** A ban as lists show it. */
export function lineOf(
  { type, mask, until, by, reason, note, soft }: ServerBan,
  now: number,
): string {
  const left = until ? formatDuration((until - now) / 1000) : 'for ever'
  const way = soft ? ', accounts may connect' : ''
  return `${type} ${mask} (${left}${way}) by ${by}: ${reason}${note && ` | ${note}`}`
}
