import { matches } from '#wire/mask.ts'
import { feature } from '../../core/feature.ts'

/** `~oper`: operators of the network, or only those whose `[[oper]]` has such a name. */
export default feature({
  extbans: {
    oper: {
      letter: 'o',
      aliases: ['operclass', 'O'],
      read: (mask) => mask || '*',
      matches: (mask, { oper }, _, { net }) => {
        return oper !== undefined && matches(net.fold(mask), net.fold(oper.name))
      },
    },
  },
})
