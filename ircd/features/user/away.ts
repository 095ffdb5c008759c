import { type Message, messageFrom } from '#wire/message.ts'
import { RPL_NOWAWAY, RPL_UNAWAY } from '#wire/numerics.ts'
import { shorten } from '#wire/text.ts'
import { kind, neighbours } from '../../core/fact.ts'
import { feature, lens } from '../../core/feature.ts'
import type { User } from '../../core/network.ts'
import { joined } from '../channel/join.ts'

/** `by` went away, or came back when `text` is absent. */
export const awayChanged = kind<{ text?: string | undefined }>({
  name: 'away',
  event: true,
  apply: ({ by, text }) => {
    ;(by as User).away = text
  },
  audience: ({ by }) => {
    const others = neighbours(by as User)
    others.delete((by as User).session!)
    return others
  },
  lines: () => [], // nothing, unless a lens says otherwise
})

function notice({ mask, away }: User): Message {
  return messageFrom(mask, 'AWAY', ...(away === undefined ? [] : [away]))
}

/** Who joins while away is announced as away. https://ircv3.net/specs/extensions/away-notify */
export default feature({
  cap: 'away-notify',
  facts: [awayChanged],
  lenses: [
    lens(awayChanged, (_, { by }) => [notice(by as User)]),
    lens(joined, (lines, { by }) => {
      return (by as User).away === undefined ? lines : [...lines, notice(by as User)]
    }),
  ],
  commands: {
    AWAY: {
      run({ commit, reply, user, server }, given = '') {
        const text = shorten(given, server.settings.limits.away) || undefined
        if (text !== user.away) commit(awayChanged, { text })
        reply(text ? RPL_NOWAWAY() : RPL_UNAWAY())
      },
    },
  },
  isupport: ({ settings: { limits } }) => ({ AWAYLEN: limits.away }),
})
