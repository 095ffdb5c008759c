import { feature, lens } from '../../core/feature.ts'
import { second, third, toldInThird } from './dialect.ts'
import { metadataLimits } from './metadata.ts'
import { sayOwnMetadata } from './own.ts'
import { metadataChanged, nameOf } from './values.ts'

/**
 * Changes are told in numerics; metadata.ts has the rest.
 * https://github.com/ircv3/ircv3-specifications/pull/613
 */
export default feature({
  cap: third,
  capExcludes: second,
  capRequires: 'batch',
  capValue: metadataLimits,
  capTaken: sayOwnMetadata,
  lenses: [
    lens(metadataChanged, (_, { by, target, key, value }) => {
      const server = 'server' in by ? by.server.name : by.name
      return [toldInThird(server, nameOf(target), key, value)]
    }),
  ],
})
