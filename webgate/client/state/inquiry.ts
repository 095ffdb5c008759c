/** A part of the page that waits for answers of the server, which no log need show then. */
import type { Message } from '#wire/message.ts'

export interface Inquiry {
  /** @returns false when the line is none of its answers. */
  take(line: Message): boolean
  /** The connection broke: nobody will answer any more. */
  end(): void
}
