import { ERR_ALREADYREGISTERED, ERR_NEEDMOREPARAMS } from '#wire/numerics.ts'
import { feature } from '../../core/feature.ts'

/** https://modern.ircdocs.horse/#pass-message */
export default feature({
  commands: {
    PASS: {
      help: '<account:password>\nLogs in where a client knows no other way.',
      from: 'anyone',
      run({ session, reply }, password = '') {
        if (session.registered) return reply(ERR_ALREADYREGISTERED())
        if (!password) return reply(ERR_NEEDMOREPARAMS('PASS'))
        session.password = password
      },
    },
  },
})
