import { RPL_VERSION } from '#wire/numerics.ts'
import { feature } from '../../core/feature.ts'
import { sayIsupport } from '../connect/registration.ts'

/** https://modern.ircdocs.horse/#version-message */
export default feature({
  commands: {
    VERSION: {
      hunts: { at: 0 },
      help: '[server or nick]\nSays which server it is, and repeats 005.',
      run(ask) {
        const { version, server } = ask.server.settings
        ask.reply(RPL_VERSION(version, server, 'https://modern.ircdocs.horse'))
        sayIsupport(ask)
      },
    },
  },
})
