/**
 * Up to where the reader has read, on all devices.
 * Source: https://ircv3.net/specs/extensions/read-marker
 */
import { formatTime, parseTime } from '#wire/chathistory.ts'
import { format, message } from '#wire/message.ts'
import type { Buffer } from './buffer.ts'
import { isDated } from './entry.ts'
import type { Session } from './session.ts'

export class ReadMarks {
  readonly #session: Session

  constructor(session: Session) {
    this.#session = session
  }

  /** The server says up to where; `*` is from the beginning. */
  told(name: string, word: string): void {
    const buffer = this.#session.find(name)
    const at = word.startsWith('timestamp=') ? parseTime(word.slice(10)) : undefined
    if (!buffer) return
    buffer.markKnown = true
    if (at === undefined) return
    buffer.readToldAt = Math.max(buffer.readToldAt, at)
    if (at <= buffer.readAt) return
    buffer.readUpTo(at, this.#session.rules.levelOf(buffer))
    this.#session.options.changed({ kind: 'buffers' })
  }

  /** Asks for the marker of a conversation with somebody; those of channels are told by themselves. */
  ask({ name }: Buffer): void {
    const { mirror, options } = this.#session
    if (mirror.caps.has('draft/read-marker')) options.send(format(message('MARKREAD', name)))
  }

  /** The reader looks at the end of this conversation. */
  seen(buffer: Buffer): void {
    if (buffer.newer !== 'none' || buffer.kind === 'server') return
    const last = buffer.entries.findLast(isDated)
    if (last) buffer.readAt = Math.max(buffer.readAt, last.at)
  }

  /** Tells the server what has been read since it was told last. Not for every line: now and then. */
  tell(): void {
    const { mirror, options, buffers, phase } = this.#session
    if (phase !== 'online' || !mirror.caps.has('draft/read-marker')) return
    for (const buffer of buffers) {
      if (buffer.readAt <= buffer.readToldAt || !buffer.newest) continue
      const at = `timestamp=${formatTime(buffer.readAt)}`
      if (options.send(format(message('MARKREAD', buffer.name, at)))) {
        buffer.readToldAt = buffer.readAt
      }
    }
  }
}
