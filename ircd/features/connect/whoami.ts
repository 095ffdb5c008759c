import { messageFrom } from '#wire/message.ts'
import { feature } from '../../core/feature.ts'

/**
 * A new user learns its own mask and real name from a SETNAME of its own.
 * https://github.com/ircv3/ircv3-specifications/pull/603
 */
export default feature({
  cap: 'draft/whoami',
  welcomes({ session, user, say }) {
    if (session.has('draft/whoami')) say(messageFrom(user.mask, 'SETNAME', user.realname))
  },
})
