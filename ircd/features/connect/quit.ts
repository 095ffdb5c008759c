import { shorten } from '#wire/text.ts'
import { feature } from '../../core/feature.ts'
import { connected, quit } from '../../core/lifecycle.ts'

/** https://modern.ircdocs.horse/#quit-message */
export default feature({
  facts: [connected, quit],
  commands: {
    QUIT: {
      help: '[reason]\nLeaves the network.',
      from: 'anyone',
      run({ session, server }, text = '') {
        const said = shorten(text, server.settings.limits.kick)
        session.close(said ? `Quit: ${said}` : 'Quit')
      },
    },
  },
})
