import { RPL_USERHOST } from '#wire/numerics.ts'
import { feature } from '../../core/feature.ts'

/** https://modern.ircdocs.horse/#userhost-message */
export default feature({
  commands: {
    USERHOST: {
      help: '<nick> [<nick>…]\nSays from which hosts up to five users connect.',
      min: 1,
      run({ net, reply }, ...nicks) {
        const found = nicks.slice(0, 5).map((nick) => net.user(nick))
        const replies = found.map((user) => {
          return (
            user &&
            `${user.nick}=${user.away === undefined ? '+' : '-'}${user.username}@${user.host}`
          )
        })
        reply(RPL_USERHOST(replies.filter((text) => text).join(' ')))
      },
    },
  },
})
