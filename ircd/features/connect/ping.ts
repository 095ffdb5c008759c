import { fit } from '#wire/fit.ts'
import { message, messageFrom } from '#wire/message.ts'
import { ERR_NEEDMOREPARAMS } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { feature } from '../../core/feature.ts'
import type { Session } from '../../core/session.ts'
import { register } from './registration.ts'

const cookieChars = 12

/** https://modern.ircdocs.horse/#ping-message */
export default feature({
  commands: {
    PING: {
      help: '<token>\nIs answered with PONG and the token.',
      from: 'anyone',
      run(ask, token = '') {
        if (!token) return ask.reply(ERR_NEEDMOREPARAMS('PING'))
        const { name } = ask.net.me
        ask.say(fit(messageFrom(name, 'PONG', name, token)))
      },
    },
    // Any line resets the clock that a PONG answers: only the cookie is to be looked at.
    PONG: {
      help: '<token>\nAnswers a PING.',
      from: 'anyone',
      run(ask, ...params) {
        const { holds } = ask.session
        if (!holds.has('PONG') || !params.includes(cookieOf(ask))) return
        holds.delete('PONG')
        return register(ask)
      },
    },
  },
  // Who cannot read what we say, as somebody behind a web page or a false address, is not let in.
  vets(ask) {
    if (!ask.server.settings.pingCookie || asked.has(ask.session)) return undefined
    asked.add(ask.session)
    ask.session.holds.add('PONG')
    ask.say(message('PING', cookieOf(ask)))
    return {}
  },
})

const asked = new WeakSet<Session>()

/** Nobody else can guess it. */
function cookieOf({ server, user }: Ask): string {
  return server.ports.digest(`ping ${user.uid} ${user.since}`).slice(0, cookieChars)
}
