/**
 * Messages of several lines, as a network sends them: put together line by line, and handed on as
 * one when they have ended. One that never ends is handed on in pieces.
 * Source: https://ircv3.net/specs/extensions/multiline
 */
import type { Message } from '#wire/message.ts'
import { type Spoken, wholeOf } from '#wire/multiline.ts'
import { byteLength } from '#wire/text.ts'

/** More that are under way at once are read line by line. */
const openMax = 20
/** Of one message: what has more is several. */
const partsMax = 500
const bytesMax = 64 * 1024

const concat = 'draft/multiline-concat'

interface Open {
  start: Message
  lines: Message[]
  bytes: number
}

export class Gathering {
  readonly #open = new Map<string, Open>()

  /** Takes a line of the network. @returns what there is to be read now. */
  take(line: Message): Spoken[] {
    const { verb, params, tags } = line
    const [word = '', type] = params
    const ref = verb === 'BATCH' ? word.slice(1) : (tags?.get('batch') ?? '')
    if (verb === 'BATCH' && word.startsWith('+') && type === 'draft/multiline') {
      if (this.#open.size < openMax) this.#open.set(ref, { start: line, lines: [], bytes: 0 })
      return []
    }
    const open = this.#open.get(ref)
    if (!open) return [line]
    if (verb !== 'BATCH') return this.#add(open, line)
    this.#open.delete(ref)
    return wholes(open)
  }

  /** The connection is gone. @returns what had come of messages that were under way. */
  end(): Spoken[] {
    const all = [...this.#open.values()]
    this.#open.clear()
    return all.flatMap(wholes)
  }

  #add(open: Open, line: Message): Spoken[] {
    const { verb, params, tags } = line
    if ((verb !== 'PRIVMSG' && verb !== 'NOTICE') || verb !== (open.lines[0]?.verb ?? verb))
      return []
    // The message's own tags stand on its beginning; thousands of others shall not be kept here.
    open.lines.push({ ...line, tags: tags?.has(concat) ? new Map([[concat, '']]) : undefined })
    open.bytes += byteLength(params[1] ?? '')
    if (open.lines.length < partsMax && open.bytes < bytesMax) return []
    const whole = wholes(open)
    // What goes on has no id of its own: `Parts` gives it one.
    const kept = [...(open.start.tags ?? [])].filter(
      ([name]) => name !== 'msgid' && name[0] !== '+',
    )
    Object.assign(open, { start: { ...open.start, tags: new Map(kept) }, lines: [], bytes: 0 })
    return whole
  }
}

function wholes({ start, lines }: Open): Spoken[] {
  const whole = wholeOf(start, lines)
  return whole ? [whole] : []
}
