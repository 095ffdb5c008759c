import { RPL_USERIP } from '#wire/numerics/network.ts'
import { feature } from '../../core/feature.ts'

/** An address is shown to operators, and one's own to oneself. */
export default feature({
  commands: {
    USERIP: {
      min: 1,
      help: '<nick> [<nick>…]\nSays from which addresses users connect.',
      run(ask, ...nicks) {
        const found = nicks.slice(0, 5).map((nick) => ask.net.user(nick))
        const replies = found.map((user) => {
          if (!user) return ''
          const { nick, username, host, ip, oper, away } = user
          const shown = user === ask.user || ask.can('see') ? ip || host : '<hidden>'
          const star = oper && !user.modes.has('H') ? '*' : ''
          return `${nick}${star}=${away === undefined ? '+' : '-'}${username}@${shown}`
        })
        ask.reply(RPL_USERIP(replies.filter(Boolean).join(' ')))
      },
    },
  },
})
