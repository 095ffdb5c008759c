/** What the operator's log was told lately, for operators who have no shell on the machine. */
import { matches } from '#wire/mask.ts'
import { shorten } from '#wire/text.ts'
import { feature } from '../../core/feature.ts'
import { perServer } from '../../core/per-server.ts'
import type { Server } from '../../core/server.ts'
import { written } from './snomask.ts'

/** Entries that are remembered; the log itself is where the configuration has it, and keeps all. */
export const entriesMax = 5000
/** Bytes of an entry. */
const entryBytesMax = 350

class Journal {
  /** Goes round: the oldest gives way. */
  readonly #entries: string[] = []
  #next = 0

  note(entry: string): void {
    this.#entries[this.#next] = entry
    this.#next = (this.#next + 1) % entriesMax
  }

  /** The oldest first. */
  all(): string[] {
    return [...this.#entries.slice(this.#next), ...this.#entries.slice(0, this.#next)]
  }
}

const journalOf = perServer(() => new Journal())

export default feature({
  overhears(event, facts, server) {
    const at = new Date(server.ports.now()).toISOString()
    journalOf(server).note(shorten(`${at} ${event}: ${written(facts)}`, entryBytesMax))
  },
})

/** Entries that fit a mask, or hold a text, in whatever case; the oldest first. */
export function entriesLike(server: Server, text: string): string[] {
  const { fold } = server.net
  const wanted = fold(/[*?]/.test(text) ? text : `*${text}*`)
  return journalOf(server)
    .all()
    .filter((entry) => matches(wanted, fold(entry)))
}
