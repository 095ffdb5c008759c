import { matches } from '#wire/mask.ts'
import { feature } from '../../core/feature.ts'

/** `~server:*.example.org`: whoever is connected to such a server. */
export default feature({
  extbans: {
    server: {
      letter: 's',
      matches: (mask, { server }, _, { net }) => matches(net.fold(mask), net.fold(server.name)),
    },
  },
})
