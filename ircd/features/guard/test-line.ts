import { parseRange } from '#wire/cidr.ts'
import { RPL_NOTESTLINE, RPL_TESTLINE, RPL_TESTMASK } from '#wire/numerics/operators.ts'
import { fail } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { type Command, feature } from '../../core/feature.ts'
import { User } from '../../core/network.ts'
import { type BanType, bansOf, fitsUser, readBanMask, type ServerBan } from './ban.ts'

const all: BanType[] = ['zline', 'kline', 'gline', 'xline', 'shun', 'qline']

const testMask: Command = {
  min: 1,
  needs: 'ban',
  help: '<mask>\nSays how many users a ban of this mask would fit.',
  run(ask, text = '', realname = '') {
    const { server, net, reply } = ask
    const type = parseRange(text) ? 'zline' : 'kline'
    const mask = readBanMask(server, type, text)
    if (mask === undefined) {
      return reply(fail(ask.verb, 'INVALID_MASK', 'This cannot be banned', text))
    }
    const bans = [draft(type, mask), ...(realname ? [draft('xline', realname)] : [])]
    const hits = [...net.users.values()].filter((user) =>
      bans.every((ban) => fitsUser(server, ban, user)),
    )
    reply(RPL_TESTMASK(hits.filter(({ session }) => session).length, hits.length, mask))
  },
}

/** Who would be hit, and by what: before a ban is set, and when somebody complains. */
export default feature({
  commands: {
    TESTMASK: testMask,
    TLINE: testMask,
    TESTLINE: {
      min: 1,
      needs: 'ban',
      help: '<nick, address or nick!user@host>\nShows the bans that fit somebody.',
      run(ask, text = '') {
        const { server, net, reply, now } = ask
        const user = net.user(text) ?? stranger(ask, text)
        let found = false
        for (const ban of all.flatMap((type) => [...bansOf(net).list(type)])) {
          if (!fitsUser(server, ban, user)) continue
          found = true
          const minutes = ban.until ? Math.ceil((ban.until - now) / 60_000) : 0
          reply(RPL_TESTLINE(ban.type, minutes, ban.mask, ban.reason))
        }
        if (!found) reply(RPL_NOTESTLINE(text))
      },
    },
  },
})

/** Somebody who is not here, as far as the text says who that is. */
function stranger({ net, now }: Ask, text: string): User {
  const user = new User('', net.me, undefined, now)
  const [, nick = '*', username = '*', host = text] =
    /^(?:([^!@]+)!)?(?:([^!@]+)@)?(.*)$/.exec(text) ?? []
  user.nick = nick
  user.username = username
  user.host = host
  if (parseRange(host)) user.ip = host
  return user
}

function draft(type: BanType, mask: string): ServerBan {
  return { type, mask, reason: '', note: '', by: '', at: 0, until: 0, soft: false, from: '*' }
}
