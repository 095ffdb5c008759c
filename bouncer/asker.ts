/** Whoever of a person's devices says or asks something. */
import type { Answer } from './downstream/answer.ts'
import type { Attached } from './downstream/attached.ts'

export interface Asker {
  device: Attached
  /** What is answered belongs to it, where the device gave a label. */
  answer?: Answer | undefined
}

/** Says a line of an answer. */
export function answerTo({ device, answer }: Asker, line: Parameters<Answer['add']>[0]): void {
  if (answer) answer.add(line)
  else device.push(line)
}
