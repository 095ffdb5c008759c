/** A part of the page that waits for answers of the server, which no log need show then. */
import type { Message } from '#wire/message.ts'
import type { Batch } from './batches.ts'

export interface Inquiry {
  /** @returns false when the line is none of its answers. */
  take(line: Message): boolean
  /** Takes lines that came together. @returns false when they are none of its answers. */
  gather?(batch: Batch): boolean
  /** The connection broke: nobody will answer any more. */
  end(): void
}
