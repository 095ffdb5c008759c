/**
 * What was said while our connection was broken. For channels it is fetched from the network's own
 * history when it keeps one; for private messages see `missed-talk.ts`. Until a channel's gap is
 * filled, what is said there now is held back: devices read the old before the new. Lines that we
 * had already are told by their msgid, and the log does not take them twice.
 * Source: https://ircv3.net/specs/extensions/chathistory
 */
import type { Log } from '#store/store.ts'
import { formatTime } from '#wire/chathistory.ts'
import { type Message, message } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import { MissedTalk } from './missed-talk.ts'

const pageLines = 1_000
/** Silence, after which the rest of an answer is not waited for. */
const patienceMs = 10_000
/** Lines that are found, or held, for one channel: a network that never ends gets no further. */
const linesMax = 20_000
/** Our times may differ from the network's by what makes them unlike each other. */
const fuzzMs = 2_000
const needed = ['draft/chathistory', 'batch', 'message-tags', 'server-time']

interface Gap {
  name: string
  found: Message[]
  held: Message[]
  /** Lines of the page that is being read. */
  page: number
  timer: NodeJS.Timeout | undefined
}

export interface BackfillPorts {
  /** The connection's state, as of now. */
  seen: () => Mirror
  send: (line: Message) => void
  /** Where a channel's messages end in the log, in milliseconds; nothing where there are none. */
  lastAt: (channel: string) => Promise<number | undefined>
  /** Private messages that the network kept and we did not, oldest first. */
  talk: () => Promise<Message[]>
  /** Keeps a line of the past, unless it is kept already. */
  past: (line: Message) => void
  /** Goes on with a line that was held. */
  show: (line: Message) => void
}

export class Backfill {
  readonly #ports: BackfillPorts
  readonly #gaps = new Map<string, Gap>()
  /** Open batches of history, with the gap that each fills. */
  readonly #batches = new Map<string, Gap | undefined>()
  readonly #talk: MissedTalk

  constructor(ports: BackfillPorts) {
    this.#ports = ports
    this.#talk = new MissedTalk(ports)
  }

  /** We are on the network again. */
  begin(): void {
    this.#talk.fill()
  }

  /** We are about to be back in a channel: nothing that is said there may overtake what was. */
  expect(name: string): void {
    const { caps } = this.#ports.seen()
    if (!needed.every((cap) => caps.has(cap))) return
    this.#gaps.set(this.#key(name), { name, found: [], held: [], page: 0, timer: undefined })
  }

  /** We are back in it. */
  async request(name: string): Promise<void> {
    const gap = this.#gaps.get(this.#key(name))
    if (!gap) return
    const at = await this.#ports.lastAt(name).catch(() => undefined)
    // The connection may have broken meanwhile, and another one be waiting.
    if (this.#gaps.get(this.#key(name)) !== gap) return
    if (at === undefined) this.release(name)
    else this.#ask(gap, `timestamp=${formatTime(Math.max(0, at - fuzzMs))}`)
  }

  /** There is no more to wait for: what was found is kept, then what was held. */
  release(name: string): void {
    const gap = this.#gaps.get(this.#key(name))
    if (!gap) return
    clearTimeout(gap.timer)
    this.#gaps.delete(this.#key(name))
    for (const line of gap.found) this.#ports.past(line)
    for (const line of gap.held) this.#ports.show(line)
  }

  /**
   * The connection is gone. What was found is kept; what was held is not, for our log would end
   * behind what is still missing: the next connection finds both.
   */
  clear(): void {
    for (const gap of [...this.#gaps.values()]) {
      gap.held = []
      this.release(gap.name)
    }
    this.#batches.clear()
  }

  /** Takes a line of the network. @returns whether there is nothing left to do with it. */
  take(line: Message): boolean {
    const { verb, params } = line
    if (verb === 'BATCH') this.#batch(params)
    else if (verb === 'FAIL' && params[0] === 'CHATHISTORY') this.#failed(params)
    else return this.#inBatch(line) || this.#talk.take(line) || this.#isHeld(line)
    return true
  }

  #batch([word = '', type, target = '']: string[]): void {
    const id = word.slice(1)
    if (word.startsWith('+')) {
      const gap = this.#gaps.get(this.#key(target))
      if (type === 'chathistory' && this.#batches.size < 1_000) this.#batches.set(id, gap)
      return
    }
    const gap = this.#batches.get(id)
    this.#batches.delete(id)
    if (gap && this.#isOpen(gap)) this.#turn(gap)
  }

  /** A page has ended: a full one has another behind it. */
  #turn(gap: Gap): void {
    const last = gap.found.findLast(({ tags }) => tags?.has('msgid'))?.tags?.get('msgid')
    if (gap.page < this.#limit() || last === undefined) return this.release(gap.name)
    this.#ask(gap, `msgid=${last}`)
  }

  #inBatch(line: Message): boolean {
    const id = line.tags?.get('batch')
    if (id === undefined) return false
    line.tags?.delete('batch')
    if (!this.#batches.has(id)) return false
    const gap = this.#batches.get(id)
    if (gap && this.#isOpen(gap)) {
      gap.page++
      gap.found.push(line)
      this.#await(gap)
      if (gap.found.length >= linesMax) this.release(gap.name)
    } else this.#ports.past(line)
    return true
  }

  #isHeld(line: Message): boolean {
    if (this.#gaps.size === 0 || (line.verb !== 'PRIVMSG' && line.verb !== 'NOTICE')) return false
    const window = this.#ports.seen().windowOf(line)
    const gap = window === undefined ? undefined : this.#gaps.get(this.#key(window))
    if (!gap) return false
    gap.held.push(line)
    if (gap.held.length >= linesMax) this.release(gap.name)
    return true
  }

  #failed(params: string[]): void {
    const named = params.map((param) => this.#gaps.get(this.#key(param))).find(Boolean)
    const asked = named ?? [...this.#gaps.values()].find(({ timer }) => timer)
    if (asked) this.release(asked.name)
  }

  #ask(gap: Gap, after: string): void {
    gap.page = 0
    this.#await(gap)
    this.#ports.send(message('CHATHISTORY', 'AFTER', gap.name, after, String(this.#limit())))
  }

  #await(gap: Gap): void {
    clearTimeout(gap.timer)
    gap.timer = setTimeout(() => this.release(gap.name), patienceMs)
  }

  /** The server may give less at once than we would take. */
  #limit(): number {
    const most = Number(this.#ports.seen().support.tokens.get('CHATHISTORY')) || pageLines
    return Math.min(most, pageLines)
  }

  /** One that was given up may still be answered. */
  #isOpen(gap: Gap): boolean {
    return this.#gaps.get(this.#key(gap.name)) === gap
  }

  #key(name: string): string {
    return this.#ports.seen().fold(name)
  }
}

/** Where the messages of one buffer end. */
export async function lastMessageAt(
  log: Log,
  where: { log: string; buffer: string },
): Promise<number | undefined> {
  const rows = await log.page({ ...where, keep: 'newest', limit: 1, events: false })
  return rows.at(-1)?.at
}
