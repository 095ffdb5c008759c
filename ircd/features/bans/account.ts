import { matches } from '#wire/mask.ts'
import { feature } from '../../core/feature.ts'

/**
 * `~account:bob`; `*` is any account, `0` none.
 * https://ircv3.net/specs/extensions/account-extban
 */
export default feature({
  extbans: {
    account: {
      letter: 'a',
      aliases: ['R'],
      read: (name) => name || '*',
      matches: (name, { account }, _, { net }) => {
        if (name === '0') return account === undefined
        if (account === undefined) return false
        // Another name does not help who was banned by this one.
        return net.accountNames
          .namesOf(account)
          .some((one) => matches(net.fold(name), net.fold(one)))
      },
    },
  },
  isupport: () => ({ ACCOUNTEXTBAN: 'account,a' }),
})
