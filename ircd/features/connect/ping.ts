import { fit } from '#wire/fit.ts'
import { messageFrom } from '#wire/message.ts'
import { ERR_NEEDMOREPARAMS } from '#wire/numerics.ts'
import { feature } from '../../core/feature.ts'

/** https://modern.ircdocs.horse/#ping-message */
export default feature({
  commands: {
    PING: {
      from: 'anyone',
      run(ask, token = '') {
        if (!token) return ask.reply(ERR_NEEDMOREPARAMS('PING'))
        const { name } = ask.net.me
        ask.say(fit(messageFrom(name, 'PONG', name, token)))
      },
    },
    // Any line resets the clock that a PONG answers: there is nothing left to do.
    PONG: { from: 'anyone', run() {} },
  },
})
