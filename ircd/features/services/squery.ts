import { matches } from '#wire/mask.ts'
import { RPL_SERVLIST, RPL_SERVLISTEND } from '#wire/numerics/network.ts'
import { ERR_NOSUCHNICK, ERR_NOTEXTTOSEND } from '#wire/numerics.ts'
import { feature } from '../../core/feature.ts'
import { userOf } from './presence.ts'
import { servicesThere } from './service.ts'

/** RFC 2812, sections 3.3.4 and 3.4: which services there are, and the way to speak to them only. */
export default feature({
  commands: {
    SERVLIST: {
      help: '[mask]\nLists the services of the network.',
      run({ server, net, reply }, mask = '*') {
        const wanted = net.fold(mask || '*')
        for (const { nick, about } of servicesThere()) {
          if (!userOf(server, nick) || !matches(wanted, net.fold(nick))) continue
          reply(RPL_SERVLIST(nick, net.me.name, about))
        }
        reply(RPL_SERVLISTEND(mask || '*'))
      },
    },
    SQUERY: {
      min: 1,
      help: '<service> <text>\nSays something to a service; never to a user.',
      run(ask, nick = '', text = '') {
        const user = userOf(ask.server, nick)
        if (!user) return ask.reply(ERR_NOSUCHNICK(nick))
        if (!text) return ask.reply(ERR_NOTEXTTOSEND())
        return user.service!(ask, text)
      },
    },
  },
})
