import { RPL_WHOISBOT } from '#wire/numerics.ts'
import type { Fact } from '../../core/fact.ts'
import { feature } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'

/** Who speaks through a bridge is no bot, though the bridge is one. */
function isBots(fact: object): string | undefined {
  const { by, source } = fact as Fact<{ source?: string | undefined }>
  return (by as User).modes?.has('B') && source === undefined ? '' : undefined
}

/** +B: a bot, which WHO, WHOIS and a tag on all that it does tell. https://ircv3.net/specs/extensions/bot-mode */
export default feature({
  userModes: { B: 'own' },
  tags: [{ name: 'bot', cap: 'message-tags', value: isBots }],
  whois: (_, { nick, modes }) => (modes.has('B') ? [RPL_WHOISBOT(nick)] : []),
  isupport: () => ({ BOT: 'B' }),
})
