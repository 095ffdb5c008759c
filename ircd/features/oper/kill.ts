import { messageFrom } from '#wire/message.ts'
import { ERR_CANTKILLSERVER } from '#wire/numerics/operators.ts'
import { ERR_NOSUCHNICK } from '#wire/numerics.ts'
import { shorten } from '#wire/text.ts'
import { kind, sourceOf } from '../../core/fact.ts'
import { feature, reaction } from '../../core/feature.ts'
import { quit } from '../../core/lifecycle.ts'
import type { ServerNode, User } from '../../core/network.ts'

/** `by` ended the connection of `user`, wherever that is. */
export const killed = kind<{ user: User; text: string }>({
  name: 'kill',
  event: true,
  audience: ({ user }) => (user.session ? [user.session] : []),
  lines: ({ by, user, text }) => [messageFrom(sourceOf(by), 'KILL', user.nick, text)],
})

/** The victim reads KILL, then ERROR; the others a QUIT. https://modern.ircdocs.horse/#kill-message */
export default feature({
  facts: [killed],
  reactions: [
    reaction(killed, ({ by, user, text, id, at }, server) => {
      const reason = `Killed (${nameOf(by)} (${text}))`
      // Every server says QUIT by itself, with the id that all have heard.
      const origin = { link: server, untold: true as const, id, at }
      if (user.session) user.session.close(reason, origin)
      else server.commit(quit, { text: reason }, user, undefined, origin)
    }),
  ],
  commands: {
    KILL: {
      min: 1,
      needs: 'kill',
      help: '<nick>[,<nick>…] [reason]\nEnds the connection of users.',
      run(ask, nicks = '', text = '') {
        const { limits } = ask.server.settings
        const reason = shorten(text, limits.kick) || 'No reason given'
        for (const nick of nicks.split(',').filter(Boolean)) {
          const user = ask.net.user(nick)
          if (!user) ask.reply(ERR_NOSUCHNICK(nick))
          else if (user.service) ask.reply(ERR_CANTKILLSERVER())
          else {
            ask.server.ports.tell('kill', { nick: user.mask, by: ask.user.nick, reason })
            ask.commit(killed, { user, text: reason })
          }
        }
      },
    },
  },
})

export function nameOf(by: User | ServerNode): string {
  return 'nick' in by ? by.nick : by.name
}
