import { inRange, parseIp } from '#wire/cidr.ts'
import { ERR_YOUREBANNEDCREEP, fail } from '#wire/numerics.ts'
import { feature } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import type { Server } from '../../core/server.ts'

const why = 'You need an account here: log in with SASL, or make one with REGISTER, then come again'

/**
 * Nobody is let in without an account, but from the addresses that the configuration exempts.
 * https://ircv3.net/specs/extensions/account-registration#draftaccountrequired-isupport-token
 */
export default feature({
  vets({ server, user }) {
    if (!server.settings.accounts.required || user.account || isExempt(server, user)) return
    const before = fail('*', 'ACCOUNT_REQUIRED', why)
    return { reply: { ...ERR_YOUREBANNEDCREEP(why), before }, reason: 'An account is required' }
  },
  isupport: ({ settings }): Record<string, true> => {
    return settings.accounts.required ? { 'draft/ACCOUNTREQUIRED': true } : {}
  },
})

function isExempt({ settings }: Server, { ip }: User): boolean {
  // Our own houses have no address; whoever is behind one of them has.
  if (ip === '') return true
  const value = parseIp(ip)
  return value !== undefined && settings.accounts.exempt.some((range) => inRange(value, range))
}
