import { feature } from '../../core/feature.ts'

/** https://ircv3.net/specs/extensions/account-tag */
export default feature({
  cap: 'account-tag',
  tags: [{ name: 'account', value: ({ by }) => ('account' in by ? by.account : undefined) }],
})
