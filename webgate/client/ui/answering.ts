/** Choosing the message that the next one answers. */
import { signal } from '@preact/signals'
import type { Buffer } from '../state/buffer.ts'
import type { Entry } from '../state/entry.ts'

/** A counter of changes to `Buffer.answering`. */
export const answeringChanged = signal(0)

export function answer(buffer: Buffer, entry: Entry | undefined): void {
  buffer.answering = entry
  answeringChanged.value++
  document.querySelector<HTMLElement>('#composer')?.focus()
}
