import { matches } from '#wire/mask.ts'
import { feature } from '../../core/feature.ts'

/** `~realname:*spam*`; a space is written `_` or `?`. */
export default feature({
  extbans: {
    realname: {
      letter: 'r',
      aliases: ['gecos'],
      matches: (mask, { realname }, _, { net }) => {
        return matches(net.fold(mask.replaceAll('_', '?')), net.fold(realname))
      },
    },
  },
})
