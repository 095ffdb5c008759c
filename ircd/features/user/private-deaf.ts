import { ERR_CANTSENDTOUSER } from '#wire/numerics/channels.ts'
import { feature, guard } from '../../core/feature.ts'
import { saidToUser } from '../message/message.ts'
import { isWelcome } from './accepted.ts'

/** +D: nobody writes to it but whom it has accepted or written to. */
export default feature({
  userModes: { D: 'own' },
  guards: [
    guard(saidToUser, ({ user }, { user: by }) => {
      if (!user.modes.has('D') || isWelcome(user, by)) return
      return ERR_CANTSENDTOUSER(user.nick, 'hears no private messages (+D)')
    }),
  ],
})
