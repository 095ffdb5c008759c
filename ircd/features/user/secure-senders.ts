import { ERR_CANTSENDTOUSER } from '#wire/numerics/channels.ts'
import { feature, guard } from '../../core/feature.ts'
import { saidToUser } from '../message/message.ts'
import { isWelcome } from './accepted.ts'

/** +z: only who is connected with TLS writes to it, and those whom it has accepted. */
export default feature({
  userModes: { z: 'own' },
  guards: [
    guard(saidToUser, ({ user }, { user: by }) => {
      if (!user.modes.has('z') || by.secure || isWelcome(user, by)) return
      return ERR_CANTSENDTOUSER(user.nick, 'hears only people who are connected with TLS (+z)')
    }),
  ],
})
