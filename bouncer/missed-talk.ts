/**
 * Private messages that the server kept for a person, and that did not get as far as our own log:
 * the process was killed, or the connection broke, between the two. IRC has no way to ask for them
 * (CHATHISTORY wants names, and a guest who is gone has none), but the server keeps them in the
 * same store. Where it does not, there is nothing to find. Lines that we had already are told by
 * their msgid, and the log does not take them twice.
 */
import type { Log, Row } from '#store/store.ts'
import type { Message } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import { keptLines } from '#wire/multiline.ts'

/** Our times may differ from the server's by what makes them unlike each other. */
const fuzzMs = 10_000
const pageRows = 1_000

export interface MissedTalkPorts {
  /** The connection's state, as of now. */
  seen: () => Mirror
  /** What the server kept since our log ends, oldest first. */
  talk: () => Promise<Message[]>
  /** Keeps a line of the past, unless it is kept already. */
  past: (line: Message) => void
  /** Goes on with a line that was held. */
  show: (line: Message) => void
}

export class MissedTalk {
  readonly #ports: MissedTalkPorts
  /** What comes while we read: devices read the old before the new. */
  #held: Message[] | undefined

  constructor(ports: MissedTalkPorts) {
    this.#ports = ports
  }

  /** We are back on the network. Should it go again, what is read is kept all the same. */
  async fill(): Promise<void> {
    const held: Message[] = []
    this.#held = held
    const found = await this.#ports.talk().catch(() => [])
    if (this.#held === held) this.#held = undefined
    for (const line of found) this.#ports.past(line)
    for (const line of held) this.#ports.show(line)
  }

  /** Takes a line of the network. @returns whether it has to wait. */
  take(line: Message): boolean {
    if (!this.#held || (line.verb !== 'PRIVMSG' && line.verb !== 'NOTICE')) return false
    const mirror = this.#ports.seen()
    const window = mirror.windowOf(line)
    if (window === undefined || mirror.isChannel(window)) return false
    this.#held.push(line)
    return true
  }
}

/**
 * @param journal the person's log, and the network's id in it
 * @returns the private messages that the server kept since the last message that we have, or since
 * the log began; none where the log is empty, for then nothing has been missed yet.
 */
export async function talkSince(
  log: Log,
  account: string,
  journal: { name: string; network: string },
): Promise<Message[]> {
  const last = await lastAt(log, journal)
  if (last === undefined) return []
  const at = Math.max(0, last - fuzzMs)
  const talk = `talk/${account}`
  const buffers = await log.buffers(talk, at, Number.MAX_SAFE_INTEGER, pageRows)
  const pages = await Promise.all(buffers.map(({ buffer }) => rowsOf(log, talk, buffer, at)))
  const rows = pages.flat().sort((a, b) => a.at - b.at || a.seq - b.seq)
  return rows.flatMap(({ line }) => keptLines(line))
}

/** Messages of other networks say nothing about how far this one was read. */
async function lastAt(
  log: Log,
  { name, network }: { name: string; network: string },
): Promise<number | undefined> {
  const newest = await log.buffers(name, 0, Number.MAX_SAFE_INTEGER, pageRows, 'newest')
  const here = newest.filter(({ buffer }) => buffer.startsWith(`${network}/`))
  if (here.length > 0) return Math.max(...here.map(({ at }) => at))
  const [first] = await log.since(name, 0, 1)
  return first?.at
}

async function rowsOf(log: Log, talk: string, buffer: string, at: number): Promise<Row[]> {
  const rows: Row[] = []
  for (;;) {
    const last = rows.at(-1)
    const after = last ? { at: last.at, id: last.id } : { at }
    const where = { log: talk, buffer, events: false }
    const page = await log.page({ ...where, after, keep: 'oldest', limit: pageRows })
    rows.push(...page)
    if (page.length < pageRows) return rows
  }
}
