import { feature } from '../../core/feature.ts'

/**
 * A client that asks for NAMES when it needs them is not told at each JOIN; join.ts asks for it.
 * https://ircv3.net/specs/extensions/no-implicit-names
 */
export default feature({
  cap: 'no-implicit-names',
  capAliases: ['draft/no-implicit-names', 'soju.im/no-implicit-names'],
})
