import type { Fact } from '../../core/fact.ts'
import { feature } from '../../core/feature.ts'

/** https://ircv3.net/specs/extensions/account-tag */
export default feature({
  cap: 'account-tag',
  tags: [
    {
      name: 'account',
      // Whoever is spoken for has no account here.
      value: (fact) => {
        const { by, source } = fact as Fact<{ source?: string }>
        return 'account' in by && source === undefined ? by.account : undefined
      },
    },
  ],
})
