import { isCtcp } from '#wire/formatting.ts'
import { ERR_CANTSENDTOUSER } from '#wire/numerics/channels.ts'
import { feature, guard } from '../../core/feature.ts'
import { saidToUser } from '../message/message.ts'

/** +T: nobody asks its client for anything, but `/me` may be. */
export default feature({
  userModes: { T: 'own' },
  guards: [
    guard(saidToUser, ({ user, text }, { user: by }) => {
      if (!user.modes.has('T') || by === user || by.oper || !isCtcp(text)) return
      return ERR_CANTSENDTOUSER(user.nick, 'does not accept CTCP (+T)')
    }),
  ],
})
