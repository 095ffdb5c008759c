import { type Message, messageFrom } from '#wire/message.ts'
import { ERR_NOTREGISTERED, RPL_NOWAWAY, RPL_UNAWAY } from '#wire/numerics.ts'
import { shorten } from '#wire/text.ts'
import { kind, neighbours } from '../../core/fact.ts'
import { feature, lens, reaction } from '../../core/feature.ts'
import type { Channel, User } from '../../core/network.ts'
import { witnesses } from '../../core/presence.ts'
import type { Server } from '../../core/server.ts'
import type { Session } from '../../core/session.ts'
import { joined } from '../channel/join.ts'
import { revealed } from '../modes/delayed-join.ts'

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

/** Those who have just learnt that `by` is in their channel learn also that it is away. */
export const awayShown = kind<{ hearers: Session[] }>({
  name: 'away shown',
  event: true,
  audience: ({ hearers }) => hearers,
  lines: () => [],
})

function notice({ mask, away }: User): Message {
  return messageFrom(mask, 'AWAY', ...(away === undefined ? [] : [away]))
}

/** What others read where a client only says that nobody sits before it. */
const unattended = 'Nobody is at the keyboard'

/** Who joins while away is announced as away. https://ircv3.net/specs/extensions/away-notify */
export default feature({
  cap: 'away-notify',
  facts: [awayChanged, awayShown],
  lenses: [
    lens(awayChanged, (_, { by }) => [notice(by as User)]),
    lens(awayShown, (_, { by }) => [notice(by as User)]),
  ],
  reactions: [
    reaction(joined, ({ by, channel }, server) => show(server, channel, by as User)),
    reaction(revealed, ({ by, channel }, server) => show(server, channel, by as User)),
  ],
  commands: {
    AWAY: {
      help: '[text]\nSays that you are away; without a text, that you are back.',
      from: 'anyone',
      run({ commit, reply, session, user, server }, given = '') {
        if (!session.registered && !session.has('draft/pre-away')) return reply(ERR_NOTREGISTERED())
        const wanted = given === '*' ? unattended : given
        const text = shorten(wanted, server.settings.limits.away) || undefined
        if (text !== user.away) commit(awayChanged, { text })
        reply(text ? RPL_NOWAWAY() : RPL_UNAWAY())
      },
    },
  },
  isupport: ({ settings: { limits } }) => ({ AWAYLEN: limits.away }),
})

function show(server: Server, channel: Channel, user: User): void {
  if (user.away === undefined) return
  const hearers = [...witnesses(channel, user)].filter((one) => one !== user.session)
  server.commit(awayShown, { hearers }, user)
}
