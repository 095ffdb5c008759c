import { ERR_ALREADYREGISTERED, ERR_NEEDMOREPARAMS } from '#wire/numerics.ts'
import { shorten } from '#wire/text.ts'
import { feature } from '../../core/feature.ts'
import { register } from './registration.ts'

/** Of a name, a vhost or a cloak. */
export const hostCharsMax = 63

/**
 * The `~` says that nobody but the client vouches for the name.
 * https://modern.ircdocs.horse/#user-message
 */
export default feature({
  commands: {
    USER: {
      help: '<user name> 0 * <real name>\nSays who connects; clients do this by themselves.',
      from: 'anyone',
      run(ask, username = '', _mode = '', _unused = '', realname = '') {
        const { session, user } = ask
        if (session.registered || user.username) return ask.reply(ERR_ALREADYREGISTERED())
        if (!username || !realname) return ask.reply(ERR_NEEDMOREPARAMS('USER'))
        const { limits } = ask.server.settings
        user.username = `~${cleanUsername(username)}`.slice(0, limits.user)
        user.realname = shorten(realname, limits.realname)
        return register(ask)
      },
    },
  },
  isupport: ({ settings: { limits } }) => ({ HOSTLEN: hostCharsMax, USERLEN: limits.user }),
})

/** What may stand in a mask: bouncer users put `/` and `@` here, which would end the name. */
function cleanUsername(text: string): string {
  return text.split(/[/@]/, 1)[0]!.replace(/[^\w.-]/g, '') || 'user'
}
