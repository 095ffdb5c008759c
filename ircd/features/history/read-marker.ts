import { formatTime, parseTime } from '#wire/chathistory.ts'
import { type Message, messageFrom } from '#wire/message.ts'
import { fail } from '#wire/numerics.ts'
import type { Ask } from '../../core/ask.ts'
import { kind } from '../../core/fact.ts'
import { feature, reaction } from '../../core/feature.ts'
import { quit } from '../../core/lifecycle.ts'
import type { User } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import type { Session } from '../../core/session.ts'
import { joined } from '../channel/join.ts'
import { usersOf } from '../connect/identities.ts'
import { accountChanged } from '../connect/login.ts'
import { forgetGuest, forgetRemoved, Marks, ownerOf, windowOf } from './marks.ts'
import { type Readable, readable } from './permission.ts'

interface Marked {
  owner: string
  window: string
  /** How the window is called. */
  name: string
  /** Milliseconds since 1970. */
  upTo: number
  hearers: Session[]
  /** The name of the server that tells them. */
  here: string
}

/** `by` has read a window up to a time: its own connections hear of it, and nobody else. */
export const marked = kind<Marked>({
  name: 'read marker',
  event: true,
  audience: ({ hearers }) => hearers,
  // Nobody's message: it has no id and no account.
  lines: ({ here, name, upTo }) => [{ ...line(here, name, upTo), tags: new Map() }],
})

/**
 * Kept on the shelf `read-markers`; those of the bouncer's windows are its own, on `markers`.
 * https://ircv3.net/specs/extensions/read-marker
 */
export default feature({
  cap: 'draft/read-marker',
  facts: [marked],
  commands: {
    MARKREAD: {
      help: '<target> [timestamp=…]\nShows or sets up to where you have read.',
      run(ask, target = '', text) {
        if (!target) return ask.reply(fail('MARKREAD', 'NEED_MORE_PARAMS', 'A target is needed'))
        if (!/^[^\s:]\S*$/.test(target)) {
          return ask.reply(fail('MARKREAD', 'INVALID_PARAMS', 'This is not a target', target))
        }
        const where = readable(ask, target)
        const at = text?.startsWith('timestamp=') ? parseTime(text.slice(10)) : undefined
        if (text !== undefined && at === undefined) {
          const what = 'This is not a timestamp'
          return ask.reply(fail('MARKREAD', 'INVALID_PARAMS', what, target, text || '*'))
        }
        if (!where) return ask.say(line(ask.net.me.name, target, undefined))
        if (at === undefined || !advance(ask, where, at)) sayMarker(ask, where)
      },
    },
  },
  preludes: [
    reaction(accountChanged, ({ by }, server) => forgetGuest(marksOf(server), server, by as User)),
  ],
  reactions: [
    reaction(marked, ({ owner, window, upTo }, server) => {
      marksOf(server).set(owner, window, upTo)
    }),
    // Before the names, which is where a client has the window ready.
    reaction(joined, ({ by, channel }, _, ask) => {
      if (ask?.user !== by || !ask.session.has('draft/read-marker')) return
      const where = readable(ask, channel.name)
      if (where) sayMarker(ask, where)
    }),
    reaction(quit, ({ by }, server) => forgetGuest(marksOf(server), server, by as User)),
  ],
  accountNews: (news, server) => forgetRemoved(marksOf(server), news),
  boot: (server) => marksOf(server).read(),
})

export const marksOf = perServer(
  ({ ports }) => new Marks(ports.shelf('read-markers'), (error) => ports.fault(error, 'markers')),
)

/** Forwards only, and not into the future. @returns false where it stays as it is. */
function advance(ask: Ask, where: Readable, wanted: number): boolean {
  const place = { owner: ownerOf(ask), window: windowOf(where), name: where.name }
  const news = advanced(ask.server, place, Math.min(wanted, ask.now))
  if (!news) return false
  const hearers = [...new Set([ask.session, ...news.hearers])]
  return ask.commit(marked, { ...news, hearers })
}

/** What happens when somebody has read up to a time; nothing where it had before. */
export function advanced(
  server: Server,
  place: Pick<Marked, 'owner' | 'window' | 'name'>,
  upTo: number,
): Marked | undefined {
  const { owner, window } = place
  if (upTo <= (marksOf(server).get(owner, window) ?? -1)) return undefined
  const others = usersOf(server, owner).flatMap((one) => one.session ?? [])
  const hearers = others.filter((one) => one.has('draft/read-marker'))
  return { ...place, upTo, hearers, here: server.net.me.name }
}

function sayMarker(ask: Ask, where: Readable): void {
  const at = marksOf(ask.server).get(ownerOf(ask), windowOf(where))
  ask.say(line(ask.net.me.name, where.name, at))
}

function line(server: string, name: string, at: number | undefined): Message {
  const text = at === undefined ? '*' : `timestamp=${formatTime(at)}`
  return messageFrom(server, 'MARKREAD', name, text)
}
