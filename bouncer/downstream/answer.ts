/**
 * The answer to one command that carries a label: one line or one batch with that label, or an ACK
 * where there is nothing to say. It is over when everybody who holds it has let it go.
 * Source: https://ircv3.net/specs/extensions/labeled-response
 */
import { type Message, message, messageFrom } from '#wire/message.ts'
import type { Spoken } from '#wire/multiline.ts'
import { byteLength } from '#wire/text.ts'
import { tagged, type Voice, within } from './voice.ts'

const labelBytesMax = 64
/** Lines that wait until it is known how many there are. */
const linesMax = 1_000

export class Answer {
  readonly #voice: Voice
  readonly #label: string
  #lines: Spoken[] = []
  #holds = 0
  /** The batch in which more will come. */
  #ref: string | undefined
  #isOver = false

  constructor(voice: Voice, label: string) {
    this.#voice = voice
    this.#label = label
  }

  /** Something of it is still to come. */
  hold(): void {
    this.#holds++
  }

  release(): void {
    this.#holds--
    if (this.#holds === 0 && !this.#isOver) this.#finish()
  }

  /** A line of the answer; what comes too late is sent as it is. */
  add(line: Spoken): void {
    if (this.#isOver) return void this.#voice.push(line)
    this.#lines.push(line)
    if (this.#lines.length >= linesMax) this.#flush()
  }

  /** A line that cannot wait, for it has its place among what others say; lets go of one hold. */
  echo(line: Spoken): void {
    const isAll = this.#holds === 1 && this.#lines.length === 0 && this.#ref === undefined
    if (this.#isOver || !isAll) {
      this.add(line)
      if (!this.#isOver) this.#flush()
      return this.release()
    }
    this.#isOver = true
    this.#voice.push(this.#marked(line))
  }

  #finish(): void {
    const [first] = this.#lines
    const isWhole = this.#lines.length === 1 || isBatch(this.#lines)
    if (this.#ref === undefined && first && isWhole) this.#lines[0] = this.#marked(first)
    else if (this.#ref !== undefined || first) this.#flush()
    else this.#lines = [this.#marked({ ...message('ACK'), source: this.#voice.server })]
    for (const line of this.#lines) this.#voice.push(line)
    if (this.#ref !== undefined) this.#voice.push(this.#frame(`-${this.#ref}`))
    this.#lines = []
    this.#isOver = true
  }

  /** Sends what there is, in the batch. */
  #flush(): void {
    if (this.#ref === undefined) {
      this.#ref = this.#voice.ref()
      this.#voice.push(this.#marked(this.#frame(`+${this.#ref}`, 'labeled-response')))
    }
    for (const line of within(this.#lines, this.#ref)) this.#voice.push(line)
    this.#lines = []
  }

  #frame(...params: string[]): Message {
    return messageFrom(this.#voice.server, 'BATCH', ...params)
  }

  #marked(line: Spoken): Spoken {
    return tagged(line, 'label', this.#label)
  }
}

/** The label of a command, where whoever sent it may have one. */
export function labelOf({ tags }: Message, caps: ReadonlySet<string>): string | undefined {
  const label = tags?.get('label')
  if (!label || byteLength(label) > labelBytesMax) return undefined
  return caps.has('labeled-response') && caps.has('batch') ? label : undefined
}

function isBatch(lines: Spoken[]): boolean {
  const [first, last] = [lines[0], lines.at(-1)]
  if (first?.verb !== 'BATCH' || last?.verb !== 'BATCH') return false
  return last.params[0] === `-${first.params[0]?.slice(1)}`
}
