/**
 * Lines that belong together, gathered until their batch ends. A message of several lines becomes
 * one line with line breaks in its text; the others are handed over whole.
 * Sources: https://ircv3.net/specs/extensions/batch, https://ircv3.net/specs/extensions/multiline
 */
import { type Message, messageFrom, type Tags } from '#wire/message.ts'
import { wholeText } from '#wire/multiline.ts'

export interface Batch {
  type: string
  /** Without name and type. */
  params: string[]
  tags: Tags
  lines: Message[]
}

interface Open extends Batch {
  source: string
  /** The batch that this one stands in. */
  parent: string | undefined
}

export interface BatchEvents {
  ended(batch: Batch): void
  /** A message of several lines that stands in no other batch. */
  line(line: Message): void
}

/** Nested or forgotten batches beyond this are not followed. */
const batchesMax = 50
const linesMax = 20_000
const gathered = new Set([
  'chathistory',
  'draft/chathistory-targets',
  'draft/multiline',
  'soju.im/search',
])

export class Batches {
  readonly #events: BatchEvents
  readonly #open = new Map<string, Open>()
  /** Batches whose lines are read as they come, and the label that all of them answer to. */
  readonly #labels = new Map<string, string>()

  constructor(events: BatchEvents) {
    this.#events = events
  }

  /** @returns true when the line belongs to a batch: nobody else may read it. */
  receive(line: Message): boolean {
    if (line.verb === 'BATCH') return this.#bracket(line)
    const batch = this.#open.get(line.tags?.get('batch') ?? '')
    if (!batch) {
      this.#inherit(line)
      return false
    }
    if (batch.lines.length < linesMax) batch.lines.push(line)
    return true
  }

  #bracket({ params: [sign = '', type = '', ...params], source = '', tags }: Message): boolean {
    const id = sign.slice(1)
    if (sign[0] !== '+') return this.#end(id)
    if (this.#open.size + this.#labels.size >= batchesMax) return false
    const parent = tags?.get('batch')
    const label = tags?.get('label') ?? this.#labels.get(parent ?? '')
    if (!gathered.has(type)) {
      if (label !== undefined) this.#labels.set(id, label)
      return false
    }
    const all = new Map(tags)
    if (label !== undefined) all.set('label', label)
    this.#open.set(id, { type, params, tags: all, lines: [], source, parent })
    return true
  }

  #end(id: string): boolean {
    this.#labels.delete(id)
    const batch = this.#open.get(id)
    if (!batch) return false
    this.#open.delete(id)
    if (batch.type !== 'draft/multiline') this.#events.ended(batch)
    else this.#fold(batch)
    return true
  }

  #fold({ lines, params: [target = ''], tags, source, parent }: Open): void {
    const [first] = lines
    if (!first) return
    const parts = lines.map((line) => ({
      text: line.params[1] ?? '',
      concat: line.tags?.has('draft/multiline-concat') ?? false,
    }))
    const from = source || first.source || ''
    const whole = { ...messageFrom(from, first.verb, target, wholeText(parts)), tags }
    const outer = this.#open.get(parent ?? '')
    if (outer) outer.lines.push(whole)
    else this.#events.line(whole)
  }

  #inherit(line: Message): void {
    const label = this.#labels.get(line.tags?.get('batch') ?? '')
    if (label !== undefined && !line.tags!.has('label')) line.tags!.set('label', label)
  }
}
