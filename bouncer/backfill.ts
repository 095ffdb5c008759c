/**
 * What was said while our connection was broken. It is fetched from the network's own history when
 * it keeps one; where nothing can be fetched, one line says that something may be missing. Until a
 * channel's gap is closed, what is said there now is held back: devices read the old before the
 * new. Lines that we had already are told by their msgid, and the log does not take them twice.
 */
import type { Log } from '#store/store.ts'
import type { Ref } from '#wire/chathistory.ts'
import type { Message } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import { askedTalk, MissedTalk } from './missed-talk.ts'
import { type Ending, linesMax, Past } from './past.ts'

/** Our times may differ from the network's by what makes them unlike each other. */
const fuzzMs = 2_000

/** A channel in which we may have missed something. */
interface Gap {
  name: string
  /** When we were last sure to hear everything; unknown when that was before this process. */
  since: number | undefined
  /** We are on our way back into it. */
  expected: boolean
  /** The question about it that is under way: one on each connection. */
  asked: symbol | undefined
  held: Message[]
  /** The network came to know something of its past only now, since that time. */
  healed?: number | undefined
}

export interface BackfillPorts {
  /** The connection's state, as of now. */
  seen: () => Mirror
  send: (line: Message) => void
  /** Where a channel's messages end in the log, in milliseconds; nothing where there are none. */
  lastAt: (channel: string) => Promise<number | undefined>
  /** Since when we have anything of a channel, be it only that we came; likewise. */
  firstAt: (channel: string) => Promise<number | undefined>
  /** When the last connection before this process ended, as far as it is known. */
  lastSeen: () => Promise<number | undefined>
  /** Private messages that the home server kept and we did not, oldest first; no other has them. */
  talk: (() => Promise<Message[]>) | undefined
  /** Keeps a line of the past, unless it is kept already. */
  past: (line: Message) => void
  /** Goes on with a line that was held. */
  show: (line: Message) => void
  /** Nothing can be fetched: what was said in the channel since then may be missing. */
  missing: (channel: string, since: number) => void
}

export class Backfill {
  readonly #ports: BackfillPorts
  readonly #gaps = new Map<string, Gap>()
  readonly #past: Past
  readonly #talk: MissedTalk
  #lostAt: number | undefined

  constructor(ports: BackfillPorts) {
    this.#ports = ports
    this.#past = new Past({
      ...ports,
      late: ports.past,
      more: (name, since) => void this.#heal(name, since),
    })
    this.#talk = new MissedTalk({ ...ports, talk: ports.talk ?? (() => this.#askedTalk()) })
  }

  /** Whether the network keeps a history that we may read. */
  get isKept(): boolean {
    return this.#past.isKept
  }

  /** We are on the network again, and about to be back in these channels. */
  begin(channels: Iterable<string>): void {
    for (const name of channels) this.#gap(name).expected = true
    this.#talk.fill()
  }

  /** We are back in it. */
  async request(name: string): Promise<void> {
    const gap = this.#gaps.get(this.#key(name))
    // The members of a channel may be listed any number of times.
    if (!gap?.expected || gap.asked) return
    const question = Symbol(name)
    gap.asked = question
    gap.since ??= await this.#since()
    const last = await this.#ports.lastAt(name).catch(() => undefined)
    const first = await this.#ports.firstAt(name).catch(() => undefined)
    // The connection may have broken meanwhile, or the channel been left.
    if (this.#gaps.get(this.#key(name)) !== gap || gap.asked !== question) return
    const heard = last ?? gap.since
    const healed = gap.healed === undefined ? heard : Math.max(gap.healed, first ?? gap.healed)
    const at = heard === undefined ? healed : Math.min(heard, healed ?? heard)
    if (at === undefined) return this.release(name)
    if (!this.#past.isKept) return this.#close(gap, [], 'cut')
    this.#past.since(name, Math.max(0, at - fuzzMs), (lines, ending) => {
      this.#close(gap, lines, ending)
    })
  }

  /** Of what the network did not know itself we want no more than since we are in the channel. */
  async #heal(name: string, since: number): Promise<void> {
    const gap = this.#gaps.get(this.#key(name))
    if (gap && !gap.asked) {
      gap.healed = Math.min(since, gap.healed ?? since)
      return
    }
    const first = await this.#ports.firstAt(name).catch(() => undefined)
    if (first === undefined || !this.#past.isKept) return
    this.#past.after(name, Math.max(since, first) - 1, (lines) => {
      for (const line of lines) this.#ports.past(line)
    })
  }

  /** We will not be back: there is nothing to wait for. */
  release(name: string): void {
    const gap = this.#gaps.get(this.#key(name))
    if (!gap) return
    gap.since = undefined
    this.#past.giveUp(name)
    this.#close(gap, [], 'cut')
  }

  /** The connection is gone, on which we were in these channels. */
  lost(channels: Iterable<string>): void {
    const now = Date.now()
    this.#lostAt = now
    this.#past.clear()
    for (const gap of [...this.#gaps.values()]) this.#interrupt(gap)
    for (const name of channels) this.#gap(name).since ??= now
  }

  /**
   * What the network itself has of a channel from before we came to it: one page, oldest first.
   * Nothing where it keeps no history, or does not answer.
   */
  earlier(name: string, ref: Ref | undefined, limit: number): Promise<Message[] | undefined> {
    if (!this.#past.isKept) return Promise.resolve(undefined)
    return new Promise((resolve) => {
      this.#past.before(name, ref, limit, (lines, ending) => {
        resolve(ending === 'whole' ? lines : undefined)
      })
    })
  }

  /** Takes a line of the network. @returns whether there is nothing left to do with it. */
  take(line: Message): boolean {
    return this.#past.take(line) || this.#talk.take(line) || this.#isHeld(line)
  }

  #gap(name: string): Gap {
    const key = this.#key(name)
    const known = this.#gaps.get(key)
    if (known) return known
    const gap: Gap = { name, since: undefined, expected: false, asked: undefined, held: [] }
    this.#gaps.set(key, gap)
    return gap
  }

  /**
   * What was held is not kept where there is a history, for our log would end behind what is still
   * missing: the next connection finds both.
   */
  #interrupt(gap: Gap): void {
    gap.expected = false
    gap.asked = undefined
    if (this.#past.isKept) gap.held = []
    else if (gap.held.length > 0) this.#close(gap, [], 'cut')
  }

  #close(gap: Gap, found: Message[], ending: Ending): void {
    for (const line of found) this.#ports.past(line)
    if (ending === 'lost' || this.#gaps.get(this.#key(gap.name)) !== gap) return
    this.#gaps.delete(this.#key(gap.name))
    if (ending === 'cut' && gap.since !== undefined) this.#ports.missing(gap.name, gap.since)
    for (const line of gap.held) this.#ports.show(line)
  }

  #isHeld(line: Message): boolean {
    if (this.#gaps.size === 0 || (line.verb !== 'PRIVMSG' && line.verb !== 'NOTICE')) return false
    const window = this.#ports.seen().windowOf(line)
    const gap = window === undefined ? undefined : this.#gaps.get(this.#key(window))
    if (!gap?.expected) return false
    gap.held.push(line)
    if (gap.held.length < linesMax) return true
    this.#past.giveUp(gap.name)
    this.#close(gap, [], 'cut')
    return true
  }

  async #askedTalk(): Promise<Message[]> {
    const at = this.#past.isKept ? await this.#since() : undefined
    return at === undefined ? [] : askedTalk(this.#past, this.#ports.seen, at)
  }

  async #since(): Promise<number | undefined> {
    return this.#lostAt ?? (await this.#ports.lastSeen().catch(() => undefined))
  }

  #key(name: string): string {
    return this.#ports.seen().fold(name)
  }
}

/** When one buffer begins, which is when we came to it. */
export async function firstRowAt(
  log: Log,
  where: { log: string; buffer: string },
): Promise<number | undefined> {
  const [row] = await log.page({ ...where, keep: 'oldest', limit: 1, events: true })
  return row?.at
}

/** Where the messages of one buffer end. */
export async function lastMessageAt(
  log: Log,
  where: { log: string; buffer: string },
): Promise<number | undefined> {
  const rows = await log.page({ ...where, keep: 'newest', limit: 1, events: false })
  return rows.at(-1)?.at
}
