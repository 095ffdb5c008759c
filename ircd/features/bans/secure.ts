import { feature } from '../../core/feature.ts'

/** `~secure`: whoever is connected with TLS. `~!secure` is everybody else. */
export default feature({
  extbans: {
    secure: {
      letter: 'z',
      aliases: ['tls', 'ssl'],
      read: () => '*',
      matches: (_, { secure }) => secure,
    },
  },
})
