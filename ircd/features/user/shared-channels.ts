import { ERR_CANTSENDTOUSER } from '#wire/numerics/channels.ts'
import { feature, guard } from '../../core/feature.ts'
import { sharesChannel } from '../channel/visibility.ts'
import { saidToUser } from '../message/message.ts'
import { isWelcome } from './accepted.ts'

/** +G: only who is in one of its channels writes to it. */
export default feature({
  userModes: { G: 'own' },
  guards: [
    guard(saidToUser, ({ user }, { user: by }) => {
      if (!user.modes.has('G') || isWelcome(user, by) || sharesChannel(user, by)) return
      return ERR_CANTSENDTOUSER(user.nick, 'hears only people in the same channels (+G)')
    }),
  ],
})
