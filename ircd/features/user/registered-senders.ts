import { ERR_CANTSENDTOUSER } from '#wire/numerics/channels.ts'
import { feature, guard, reaction } from '../../core/feature.ts'
import { saidToUser } from '../message/message.ts'
import { isWelcome, noteWritten } from './accepted.ts'

/** +R: only who has an account writes to it, and those whom it has written to. */
export default feature({
  userModes: { R: 'own' },
  guards: [
    guard(saidToUser, ({ user }, { user: by }) => {
      if (!user.modes.has('R') || by.account || isWelcome(user, by)) return
      return ERR_CANTSENDTOUSER(user.nick, 'hears only people with an account (+R)')
    }),
  ],
  reactions: [
    reaction(saidToUser, ({ by, user, verb }) => {
      // Servers of other kinds write to people, too.
      if (!('modes' in by)) return
      const { modes } = by
      const guards = modes.has('R') || modes.has('g') || modes.has('G') || modes.has('D')
      if (guards && verb !== 'TAGMSG') noteWritten(by, user)
    }),
  ],
})
