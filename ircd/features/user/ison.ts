import { RPL_ISON } from '#wire/numerics.ts'
import { feature } from '../../core/feature.ts'

/** https://modern.ircdocs.horse/#ison-message */
export default feature({
  commands: {
    ISON: {
      help: '<nick> [<nick>…]\nSays who of these is here.',
      min: 1,
      run({ net, reply }, ...words) {
        const asked = words.flatMap((word) => word.split(' ')).filter(Boolean)
        const online = asked.map((nick) => net.user(nick)?.nick).filter((nick) => nick)
        reply(RPL_ISON(online.join(' ')))
      },
    },
  },
})
