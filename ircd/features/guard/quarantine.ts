import { ERR_NOSUCHNICK, fail } from '#wire/numerics.ts'
import { shorten } from '#wire/text.ts'
import type { Ask } from '../../core/ask.ts'
import { type Command, feature, reaction } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'
import { accountChanged } from '../connect/login.ts'
import { userModesChanged } from '../user/user-mode.ts'

/** What others would hear of. To leave, to log in and to read stays possible. */
const held = [
  'AWAY',
  'BATCH',
  'INVITE',
  'JOIN',
  'KNOCK',
  'METADATA',
  'NICK',
  'NOTICE',
  'PRIVMSG',
  'REDACT',
  'RELAYMSG',
  'RENAME',
  'SETNAME',
  'TAGMSG',
  'TOPIC',
]

/**
 * +q: who is in quarantine speaks only with services and with operators of the network, until it
 * logs in or an operator lets it go.
 */
export default feature({
  userModes: { q: 'server' },
  screened: held,
  screen(ask, [targets = '']) {
    if (!ask.user.modes.has('q')) return undefined
    const isTalk = ask.verb === 'PRIVMSG' || ask.verb === 'NOTICE'
    if (isTalk && targets.split(',').every((target) => mayHear(ask, target))) return undefined
    const text = 'You are in quarantine: log in, or ask an operator of the network'
    return fail(ask.verb, 'QUARANTINED', text)
  },
  reactions: [
    reaction(accountChanged, ({ by, account }, server) => {
      if (account !== undefined) quarantine(server, by as User, false)
    }),
  ],
  commands: {
    QUARANTINE: on('<nick> [reason]\nLets somebody speak only with services and operators.', true),
    UNQUARANTINE: on('<nick>\nLets somebody speak again.', false),
  },
})

function mayHear({ net, server }: Ask, target: string): boolean {
  const user = net.user(target)
  return Boolean(user?.service || user?.oper) || server.book.answers.has(net.fold(target))
}

function on(help: string, on: boolean): Command {
  return {
    min: 1,
    needs: 'ban',
    hunts: { at: 0, user: true },
    help,
    run(ask, nick = '', text = '') {
      const { server, net, user, reply } = ask
      const target = net.user(nick)
      if (!target || target.service) return reply(ERR_NOSUCHNICK(nick))
      const reason = shorten(text, server.settings.limits.kick)
      if (!quarantine(server, target, on, reason)) return
      const by = user.oper?.name ?? user.nick
      server.ports.tell('quarantine', { nick: target.mask, by, on, reason })
    },
  }
}

/** @returns false where it was so already. */
export function quarantine(server: Server, user: User, on: boolean, reason = ''): boolean {
  if (user.modes.has('q') === on || server.net.user(user.nick) !== user) return false
  server.commit(userModesChanged, { changes: [{ letter: 'q', on }] }, user)
  if (on) {
    const why = reason ? `: ${reason}` : ''
    user.session?.notice(`You are in quarantine${why}. You may speak with operators, or log in.`)
  }
  return true
}
