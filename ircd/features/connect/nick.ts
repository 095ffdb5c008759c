import { lineBytesMax, messageFrom } from '#wire/message.ts'
import { isNick } from '#wire/names.ts'
import { ERR_ERRONEUSNICKNAME, ERR_NICKNAMEINUSE, ERR_NONICKNAMEGIVEN } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { inChannels, kind, neighbours } from '../../core/fact.ts'
import { feature, guard } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import { register } from './registration.ts'

/** `by`, who was `from` until now, is called `nick`; since `since`, where another server says so. */
export const nickChanged = kind<{ from: string; nick: string; since?: number | undefined }>({
  name: 'nick',
  event: true,
  apply: ({ by, nick, at, since }, net) => {
    const user = by as User
    const same = net.fold(user.nick) === net.fold(nick)
    net.users.delete(net.fold(user.nick))
    user.nick = nick
    net.users.set(net.fold(nick), user)
    // Never one that it had before: see nickAtMost.
    const own = same ? user.nickAt : Math.max(Math.floor(at / 1000), user.nickAtMost + 1)
    user.nickAt = since ?? own
    user.nickAtMost = Math.max(user.nickAtMost, user.nickAt)
  },
  audience: ({ by }) => neighbours(by as User),
  lines: ({ from, nick }) => [messageFrom(from, 'NICK', nick)],
  keep: ({ by }) => inChannels((by as User).channels),
})

/** https://modern.ircdocs.horse/#nick-message */
export default feature({
  facts: [nickChanged],
  guards: [
    guard(nickChanged, ({ nick }, { net, user }) => {
      const holder = net.user(nick)
      return holder && holder !== user && ERR_NICKNAMEINUSE(nick)
    }),
  ],
  commands: {
    NICK: {
      help: '<nick>\nChanges your nick.',
      from: 'anyone',
      run(ask, nick = '') {
        const { net, session, user } = ask
        if (!nick) return ask.reply(ERR_NONICKNAMEGIVEN())
        if (!isNick(nick, ask.server.settings.limits.nick)) {
          return ask.reply(ERR_ERRONEUSNICKNAME(nick))
        }
        if (session.registered) return nick === user.nick ? undefined : change(ask, nick, 0)
        if (net.user(nick)) return ask.reply(ERR_NICKNAMEINUSE(nick))
        user.nick = nick
        return register(ask)
      },
    },
  },
  isupport: ({ settings }) => ({
    CASEMAPPING: settings.casemapping,
    NETWORK: settings.network,
    NICKLEN: settings.limits.nick,
    LINELEN: lineBytesMax,
    UTF8ONLY: true,
  }),
})

/** Asks one feature after the other; nearly all answer at once. */
function change(ask: Ask, nick: string, from: number): void | Promise<void> {
  const { vetsNick } = ask.server.book
  for (let i = from; i < vetsNick.length; i++) {
    const verdict = vetsNick[i]!(ask, nick)
    if (verdict instanceof Promise) {
      return verdict.then((refusal) => (refusal ? ask.reply(refusal) : change(ask, nick, i + 1)))
    }
    if (verdict) return ask.reply(verdict)
  }
  ask.commit(nickChanged, { from: ask.user.mask, nick })
}
