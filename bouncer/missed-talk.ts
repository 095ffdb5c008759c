/**
 * Private messages that were said while we were gone, or that did not get as far as our own log:
 * the process was killed between the two. Our own server keeps them in the same store, also those
 * of guests, whose names IRC has no way to ask for; any other network is asked, when it keeps a
 * history. Where neither has any, whoever wrote was told that we were not there. Lines that we had
 * already are told by their msgid, and the log does not take them twice.
 */
import type { Log, Row } from '#store/store.ts'
import type { Message } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import { parseKept } from '#wire/multiline.ts'
import type { Past } from './past.ts'

/** Our times may differ from the server's by what makes them unlike each other. */
const fuzzMs = 10_000
const pageRows = 1_000

export interface MissedTalkPorts {
  /** The connection's state, as of now. */
  seen: () => Mirror
  /** What was kept for us since our log ends, oldest first. */
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

/** What another network kept of our private messages, oldest first. */
export async function askedTalk(
  past: Past,
  seen: () => Mirror,
  lastAt: number,
): Promise<Message[]> {
  const from = Math.max(0, lastAt - fuzzMs)
  const mirror = seen()
  const targets = await new Promise<Message[]>((resolve) => {
    past.targets(from, Date.now() + fuzzMs, resolve)
  })
  const found: Message[] = []
  // One after the other: a network answers so many questions at once, and no more.
  for (const { params } of targets) {
    const nick = params[0] === 'TARGETS' ? (params[1] ?? '') : ''
    if (nick === '' || mirror.isChannel(nick)) continue
    if (seen() !== mirror) break
    found.push(...(await new Promise<Message[]>((resolve) => past.since(nick, from, resolve))))
  }
  const timeOf = ({ tags }: Message) => tags?.get('time') ?? ''
  return found.sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1))
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
  // Messages of other networks say nothing about how far this one was read.
  const last = (await newestAt(log, journal)) ?? (await log.since(journal.name, 0, 1))[0]?.at
  if (last === undefined) return []
  const at = Math.max(0, last - fuzzMs)
  const talk = `talk/${account}`
  const buffers = await log.buffers(talk, at, Number.MAX_SAFE_INTEGER, pageRows)
  const pages = await Promise.all(buffers.map(({ buffer }) => rowsOf(log, talk, buffer, at)))
  const rows = pages.flat().sort((a, b) => a.at - b.at || a.seq - b.seq)
  return rows.flatMap(({ line }) => parseKept(line) ?? [])
}

/** The time of the newest message of one network in a person's log. */
export async function newestAt(
  log: Log,
  { name, network }: { name: string; network: string },
): Promise<number | undefined> {
  const newest = await log.buffers(name, 0, Number.MAX_SAFE_INTEGER, pageRows, 'newest')
  return newest.findLast(({ buffer }) => buffer.startsWith(`${network}/`))?.at
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
