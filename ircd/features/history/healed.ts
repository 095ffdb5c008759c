/**
 * What was said on the other side of a split, for those who were here meanwhile: one batch of history,
 * whatever there was of it. https://ircv3.net/specs/extensions/chathistory
 */
import { formatTime } from '#wire/chathistory.ts'
import { fit } from '#wire/fit.ts'
import { messageFrom, type Tags } from '#wire/message.ts'
import { Ask } from '../../core/ask.ts'
import { feature, reaction } from '../../core/feature.ts'
import type { Channel } from '../../core/network.ts'
import { perServer } from '../../core/per-server.ts'
import type { KeptRow } from '../../core/ports.ts'
import type { Server } from '../../core/server.ts'
import type { Session } from '../../core/session.ts'
import { joined } from '../channel/join.ts'
import { readable } from './permission.ts'
import { replay } from './replay.ts'

/** Messages that one is shown at once; the rest it may ask for. */
const shownMax = 100

/** On the batch: since when there may be something that was not known before. */
export const sinceTag = 'causerie/since'

/** For so long somebody who comes back is told of it. */
const lateMs = 24 * 60 * 60_000

/**
 * Whoever keeps a history of its own, as the bouncer does, has this capability: its batches tell since
 * when there is something new, which may be more than they hold; and so does an empty one when it comes
 * back to a channel whose history has healed meanwhile.
 */
const cap = 'causerie/healed'

export default feature({
  cap,
  reactions: [
    reaction(joined, ({ by, channel }, server, ask) => {
      const lately = latelyOf(server).get(channel)
      if (!lately || ask?.user !== by || !ask.session.has(cap)) return
      if (ask.now - lately.at > lateMs) latelyOf(server).delete(channel)
      else if (readable(ask, channel.name)) sayBatch(server, ask.session, channel, lately)
    }),
  ],
})

interface Lately extends Pick<Healed, 'latest' | 'since'> {
  at: number
}

/** Channels whose history has healed lately. */
const latelyOf = perServer(() => new WeakMap<Channel, Lately>())

/** What came to be remembered of a channel, of which the latest messages are shown. */
export class Healed {
  /** All of it, events too. */
  count = 0
  from = Number.POSITIVE_INFINITY
  to = 0
  /** The oldest message, and those of the latest that are shown, in the order of time. */
  since = Number.POSITIVE_INFINITY
  latest: KeptRow[] = []
  #messages = 0

  add(rows: KeptRow[]): void {
    this.count += rows.length
    for (const { at } of rows) {
      this.from = Math.min(this.from, at)
      this.to = Math.max(this.to, at)
    }
    const messages = rows.filter(({ event }) => !event)
    this.#messages += messages.length
    for (const { at } of messages) this.since = Math.min(this.since, at)
    const all = [...this.latest, ...messages].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    this.latest = all.slice(-shownMax)
  }

  get isCut(): boolean {
    return this.#messages > this.latest.length
  }
}

/** Tells the members who are here. */
export function sayHealed(server: Server, channel: Channel, healed: Healed): void {
  if (!healed.latest.length) return
  const at = server.ports.now()
  const since = Math.min(healed.since, latelyOf(server).get(channel)?.since ?? healed.since)
  latelyOf(server).set(channel, { at, since, latest: [] })
  for (const session of channel.hearers) {
    if (session.has('batch') && session.has('draft/chathistory')) {
      sayBatch(server, session, channel, healed)
    } else sayNotice(server, session, channel, healed)
  }
}

function sayBatch(
  server: Server,
  session: Session,
  channel: Channel,
  healed: Pick<Healed, 'latest' | 'since'>,
): void {
  const ask = new Ask(server, session, 'CHATHISTORY', undefined)
  const where = readable(ask, channel.name)
  const rows = healed.latest.filter(({ at }) => where && at >= (where.from ?? 0))
  const lines = rows.flatMap((row) => replay(ask, row))
  const keeps = session.has(cap) && session.has('message-tags')
  if (!where || (!lines.length && !keeps)) return
  const since = Math.max(healed.since, where.from ?? 0)
  const tags: Tags = new Map(keeps ? [[sinceTag, formatTime(since)]] : [])
  ask.batch('chathistory', [channel.name], lines, tags)
}

/** A client that reads no history is told at least that there is some. */
function sayNotice(server: Server, session: Session, channel: Channel, healed: Healed): void {
  const member = channel.members.get(session.user)
  const missed = healed.latest.filter(({ at }) => at >= (member?.joinedAt ?? 0))
  if (!missed.length) return
  const count = `${healed.isCut ? 'More than ' : ''}${missed.length}`
  const lines = missed.length === 1 && !healed.isCut ? 'line was' : 'lines were'
  const text = `${count} ${lines} said here while servers were apart: history has what you missed`
  session.say(fit(messageFrom(server.net.me.name, 'NOTICE', channel.name, text)))
}
