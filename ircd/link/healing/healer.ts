/**
 * Has the two ends of a link remember the same of their channels: when they have met, when news of
 * the past came by another link, and now and then. The active end of the link asks, one channel after
 * the other; what it asks and gives is small, so that what is said meanwhile does not wait for it.
 */
import type { Channel } from '../../core/network.ts'
import type { Trace } from '../../core/ports.ts'
import { Healed, sayHealed } from '../../features/history/healed.ts'
import { historyToken } from '../dialect.ts'
import type { Peer } from '../peer.ts'
import { sayTrace } from '../tell-messages.ts'
import { Answers } from './answers.ts'
import { FarSide } from './far-side.ts'
import { OwnSide } from './own-side.ts'
import { Questions, Unanswered } from './questions.ts'
import { reconcile, type Span } from './reconcile.ts'

/** How often the latest is compared although nothing has happened, and how much of it. */
const checkMs = 10 * 60_000
const checkedMs = 60 * 60_000

/** What has healed is looked at again: at once, so often, and once more after a while. */
const roundsMax = 3
const againMs = 60_000
/** What could not be compared is tried again, so often and after so long. */
const triesMax = 5
const retryMs = 5_000

/** A channel that was made so lately has no past. */
const newMs = 60_000

const everything: Span = { from: 0, to: Number.MAX_SAFE_INTEGER }

interface Tally {
  channels: number
  fetched: number
  given: number
}

export class Healer {
  readonly #peer: Peer
  readonly #questions: Questions
  readonly #answers: Answers
  /** What is to be compared, by channel. */
  readonly #queue = new Map<Channel, Span>()
  /** What the other side has given us, until it has finished with the channel. */
  readonly #given = new Map<Channel, Healed>()
  /** When a channel is to be compared once more. */
  readonly #again = new Map<Channel, number>()
  /** How often that has failed on this link. */
  readonly #tries = new WeakMap<Channel, number>()
  readonly #tally: Tally = { channels: 0, fetched: 0, given: 0 }
  /** Both ends have read each other's burst. */
  #isReady = false
  #isRead = false
  #isBusy = false
  #checkedAt = 0

  constructor(peer: Peer) {
    this.#peer = peer
    this.#questions = new Questions(peer)
    const { server } = peer.links
    this.#answers = new Answers({
      say: (words) => this.#questions.say(words),
      channel: (name, createdAt) => this.#channel(name, createdAt),
      side: (channel) => this.#side(channel, this.#given),
      room: () => peer.room(),
      fault: (error) => server.ports.fault(error, 'healing of history'),
    })
  }

  get #heals(): boolean {
    const { own, caps, links } = this.#peer
    return own && caps.has(historyToken) && links.config.heals !== false
  }

  /** The other end has read our burst. */
  up(): void {
    if (!this.#heals) return
    if (!this.#peer.fence.active) return this.#questions.say(['READY'])
    this.#isRead = true
    this.#begin()
  }

  hear(words: string[]): void {
    if (!this.#heals) return
    const [what = '', name = '', createdAt = '', from = '', to = ''] = words
    if (what === 'READY') {
      this.#isReady = true
      this.#begin()
    } else if (what === 'LOOK') {
      const channel = this.#peer.fence.active && this.#channel(name, createdAt)
      if (channel) this.look(channel, { from: Number(from) || 0, to: Number(to) || 0 })
    } else if (what === 'OVER') this.#over(name)
    else if (!this.#answers.hear(words)) this.#questions.hear(words)
  }

  /** Has a span of a channel compared, or all of it. */
  look(channel: Channel, span = everything): void {
    if (!this.#heals || !this.#peer.linked) return
    if (!this.#peer.fence.active) {
      const { name, createdAt } = channel
      const words = [name, createdAt, span.from, span.to].map(String)
      return this.#questions.say(['LOOK', ...words])
    }
    const { from, to } = this.#queue.get(channel) ?? span
    this.#queue.set(channel, { from: Math.min(from, span.from), to: Math.max(to, span.to) })
    if (this.#isRead && this.#isReady) void this.#work()
  }

  /** A channel has come to be here that was on the other side before, and may have a past there. */
  found(channel: Channel): void {
    const now = this.#peer.links.server.ports.now()
    const isOld = now - channel.createdAt * 1000 > newMs
    if (isOld && this.#peer.phase === 'linked') this.look(channel)
  }

  tick(now: number): void {
    this.#questions.tick(now)
    for (const [channel, at] of this.#again) {
      if (at > now) continue
      this.#again.delete(channel)
      this.look(channel)
    }
    if (!this.#checkedAt || now - this.#checkedAt < checkMs) return
    this.#checkedAt = now
    for (const channel of this.#channels()) {
      this.look(channel, { from: now - checkedMs, to: everything.to })
    }
  }

  close(): void {
    this.#queue.clear()
    this.#again.clear()
    this.#questions.close()
    for (const { name } of this.#given.keys()) this.#over(name)
    this.#report()
  }

  #begin(): void {
    if (!this.#isRead || !this.#isReady || this.#checkedAt) return
    this.#checkedAt = this.#peer.links.server.ports.now()
    for (const channel of this.#channels()) this.look(channel)
  }

  /** Those first in which somebody here waits for it. */
  #channels(): Channel[] {
    const all = [...this.#peer.links.net.channels.values()].filter(({ remembers }) => remembers)
    return all.sort((a, b) => b.locals.size - a.locals.size)
  }

  /** Of one name and age it is the same one at both ends. */
  #channel(name: string, createdAt: string): Channel | undefined {
    const channel = this.#peer.links.net.channel(name)
    const isSame = channel?.remembers && String(channel.createdAt) === createdAt
    return isSame ? channel : undefined
  }

  #side(channel: Channel, news: Map<Channel, Healed>): OwnSide {
    return new OwnSide({
      server: this.#peer.links.server,
      channel,
      fresh: (rows) => {
        const healed = news.get(channel) ?? new Healed()
        news.set(channel, healed)
        healed.add(rows)
      },
      redacted: (id, trace: Trace) => sayTrace(this.#peer, channel, id, trace),
    })
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    const { ports } = this.#peer.links.server
    for (let next = this.#next(); next && this.#peer.linked; next = this.#next()) {
      const [channel] = next
      await this.#heal(...next).catch((error) => {
        if (!(error instanceof Unanswered)) ports.fault(error, 'healing of history')
        this.#retry(channel)
      })
    }
    this.#isBusy = false
    if (this.#tally.given) this.#questions.say(['OVER', '*'])
    this.#report()
  }

  /** What was found since the last time, if anything was. */
  #report(): void {
    const tally = this.#tally
    if (!tally.fetched && !tally.given) return
    const { ports } = this.#peer.links.server
    ports.tell('history healed', { name: this.#peer.name, ...tally })
    tally.channels = tally.fetched = tally.given = 0
  }

  /** It may not be over there what it is here, for a moment. */
  #retry(channel: Channel): void {
    const tries = this.#tries.get(channel) ?? 0
    if (tries >= triesMax) return
    this.#tries.set(channel, tries + 1)
    this.#again.set(channel, this.#peer.links.server.ports.now() + retryMs)
  }

  #next(): [Channel, Span] | undefined {
    const [first] = this.#queue
    if (first) this.#queue.delete(first[0])
    return first
  }

  async #heal(channel: Channel, span: Span): Promise<void> {
    if (!this.#channel(channel.name, String(channel.createdAt))) return
    const news = new Map<Channel, Healed>()
    const mine = this.#side(channel, news)
    const theirs = new FarSide(this.#questions, channel)
    const { from, to } = mine.span
    const most = { from: Math.max(from, span.from), to: Math.min(to, span.to) }
    const handed = () => theirs.given + (news.get(channel)?.count ?? 0)
    try {
      // Until a look at it finds nothing more.
      for (let round = 0, last = -1; round < roundsMax && last !== handed(); round++) {
        last = handed()
        await reconcile(mine, theirs, most)
      }
    } finally {
      if (handed()) this.#again.set(channel, this.#peer.links.server.ports.now() + againMs)
      const healed = news.get(channel)
      this.#count(healed?.count ?? 0, theirs.given)
      if (theirs.given) this.#questions.say(['OVER', channel.name])
      this.#tell(channel, healed)
    }
  }

  #count(fetched: number, given: number): void {
    if (fetched + given) this.#tally.channels++
    this.#tally.fetched += fetched
    this.#tally.given += given
  }

  /** The other side is through with a channel, or with all of them. */
  #over(name: string): void {
    if (name === '*') return this.#report()
    const channel = this.#peer.links.net.channel(name)
    const healed = channel && this.#given.get(channel)
    if (!channel || !healed) return
    this.#given.delete(channel)
    this.#count(healed.count, 0)
    this.#tell(channel, healed)
  }

  /** Those who are here are told, and so are the servers behind other links. */
  #tell(channel: Channel, healed: Healed | undefined): void {
    if (!healed?.count) return
    const { links } = this.#peer
    sayHealed(links.server, channel, healed)
    for (const other of links.linked(this.#peer)) {
      other.healer.look(channel, { from: healed.from, to: healed.to + 1 })
    }
  }
}
