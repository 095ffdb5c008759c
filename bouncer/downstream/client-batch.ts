/**
 * Several lines that a device says as one message. What stands between them is carried out at once.
 * Sources: https://ircv3.net/specs/extensions/client-batch,
 * https://ircv3.net/specs/extensions/multiline
 */
import { type Message, messageFrom } from '#wire/message.ts'
import { type Spoken, wholeOf } from '#wire/multiline.ts'
import { byteLength } from '#wire/text.ts'
import type { Answer } from './answer.ts'
import type { Attached } from './attached.ts'
import { ownLimits } from './caps.ts'
import { readsSeveral } from './dialect.ts'

interface Open {
  ref: string
  start: Message
  lines: Message[]
  bytes: number
  answer: Answer | undefined
  /** The rest of it is read and forgotten. */
  failed: boolean
}

const allowedTags = new Set(['batch', 'draft/multiline-concat'])

export class ClientBatch {
  readonly #device: Attached
  /** Carries out what was said. */
  readonly #say: (line: Spoken) => void | Promise<void>
  #open: Open | undefined

  constructor(device: Attached, say: (line: Spoken) => void | Promise<void>) {
    this.#device = device
    this.#say = say
  }

  /** @returns whether a line is part of a batch, or begins or ends one. */
  isPart({ verb, tags }: Message): boolean {
    if (!readsSeveral(this.#device.caps.acked)) return false
    return verb === 'BATCH' || tags?.has('batch') === true
  }

  /** Takes such a line. */
  take(line: Message): void | Promise<void> {
    const [word = '', type = ''] = line.params
    if (line.verb !== 'BATCH') return this.#line(line)
    if (word.startsWith('+')) return this.#begin(word.slice(1), type, line)
    const open = this.#open
    if (open?.ref !== word.slice(1)) return this.#unknown(word.slice(1))
    this.#open = undefined
    const whole = open.failed ? undefined : wholeOf(open.start, open.lines)
    const { answers } = this.#device
    const run = () => {
      if (whole?.params[1]?.trim()) return this.#say(whole)
      if (!open.failed) this.#fail('MULTILINE_INVALID', [], 'There is no text')
    }
    const done = answers.resume(open.answer, run)
    open.answer?.release()
    return done
  }

  #begin(ref: string, type: string, line: Message): void {
    if (this.#open && !this.#open.failed) {
      return this.#end(this.#open, 'MULTILINE_INVALID', [], 'A batch may not stand in a batch')
    }
    if (!/^[A-Za-z0-9-]{1,64}$/.test(ref)) {
      return this.#fail('INVALID_REFTAG', [ref], 'This is not a reference')
    }
    const answer = this.#device.answers.current
    answer?.hold()
    const open: Open = { ref, start: line, lines: [], bytes: 0, answer, failed: false }
    this.#open = open
    const target = line.params[2] ?? ''
    if (type !== 'draft/multiline') {
      this.#end(open, 'UNKNOWN_TYPE', [ref, type], 'Unknown type of batch')
    } else if (line.params.length !== 3 || target === '' || target.includes(',')) {
      this.#end(open, 'MULTILINE_INVALID', [], 'A batch has one target')
    }
  }

  #line(line: Message): void {
    const open = this.#open
    const ref = line.tags!.get('batch') ?? ''
    if (open?.ref !== ref) return this.#unknown(ref)
    if (open.failed) return
    const { verb, params, tags } = line
    const [target = '', text = ''] = params
    const { mirror } = this.#device
    const wanted = open.start.params[2]!
    const isSaid = verb === 'PRIVMSG' || verb === 'NOTICE'
    if (!isSaid || verb !== (open.lines[0]?.verb ?? verb)) {
      return this.#end(open, 'MULTILINE_INVALID', [], 'Only PRIVMSG, or only NOTICE, fits in here')
    }
    if (mirror.fold(target) !== mirror.fold(wanted)) {
      const why = 'This is not the target of the batch'
      return this.#end(open, 'MULTILINE_INVALID_TARGET', [wanted, target], why)
    }
    if (![...tags!.keys()].every((name) => allowedTags.has(name))) {
      const why = 'Tags stand on the beginning of the batch'
      return this.#end(open, 'MULTILINE_INVALID', [], why)
    }
    if (text.startsWith('\x01')) {
      return this.#end(open, 'MULTILINE_INVALID', [], 'CTCP does not fit in here')
    }
    this.#add(open, line, byteLength(text))
  }

  #add(open: Open, line: Message, bytes: number): void {
    const isConcat = line.tags!.has('draft/multiline-concat')
    open.bytes += bytes + (open.lines.length > 0 && !isConcat ? 1 : 0)
    open.lines.push(line)
    const { bytes: most, lines } = ownLimits
    if (open.bytes > most) {
      this.#end(open, 'MULTILINE_MAX_BYTES', [String(most)], 'Too many bytes')
    } else if (open.lines.length > lines) {
      this.#end(open, 'MULTILINE_MAX_LINES', [String(lines)], 'Too many lines')
    }
  }

  #unknown(ref: string): void {
    this.#fail('INVALID_REFTAG', [ref], 'There is no such batch')
  }

  /** The answer is given at once. */
  #end(open: Open, code: string, context: string[], text: string): void {
    const { answer } = open
    Object.assign(open, { failed: true, lines: [], answer: undefined })
    this.#device.answers.resume(answer, () => this.#fail(code, context, text))
    answer?.release()
  }

  #fail(code: string, context: string[], text: string): void {
    const safe = context.map((word) => (/^:|\s/.test(word) || word === '' ? '*' : word))
    const { server } = this.#device
    this.#device.reply(messageFrom(server, 'FAIL', 'BATCH', code, ...safe, text))
  }
}
