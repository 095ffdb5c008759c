import { ERR_NOTREGISTERED } from '#wire/numerics.ts'
import { feature } from '../../core/feature.ts'
import { sayIsupport } from './registration.ts'

/**
 * What the server is can be asked for at any time, also before registration, and comes as a batch
 * to who can read one. https://ircv3.net/specs/extensions/extended-isupport
 */
export default feature({
  cap: 'draft/extended-isupport',
  commands: {
    ISUPPORT: {
      help: 'Repeats what this server supports (005).',
      from: 'anyone',
      run(ask) {
        const { session } = ask
        const may = session.registered || session.has('draft/extended-isupport')
        if (!may) return ask.reply(ERR_NOTREGISTERED())
        sayIsupport(ask)
      },
    },
  },
})
