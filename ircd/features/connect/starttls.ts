import { ERR_STARTTLS } from '#wire/numerics.ts'
import { feature } from '../../core/feature.ts'

/** Whoever can listen can also take a STARTTLS away: there is a port for TLS, and STS to tell it. */
export default feature({
  commands: {
    STARTTLS: {
      from: 'anyone',
      run: ({ reply }) => reply(ERR_STARTTLS('STARTTLS is not offered: connect to the TLS port')),
    },
  },
})
