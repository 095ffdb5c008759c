/**
 * How what was typed will be sent: as one message of several lines where the server takes those,
 * else as several messages. The composer shows it before.
 * Source: https://ircv3.net/specs/extensions/multiline
 */
import { format, message, type Tags } from '#wire/message.ts'
import type { Mirror } from '#wire/mirror.ts'
import { type MultilineLimits, multilineLimits } from '#wire/multiline.ts'
import { byteLength, splitWords } from '#wire/text.ts'
import { lineRoom, splitText } from './split.ts'

export interface Plan {
  /** The messages, each with its line breaks. */
  texts: string[]
  /** Lines on the wire, all together. */
  lines: number
}

/** What the server takes in one message; nothing where it takes single lines only. */
export function limitsOf({ caps, offered }: Mirror): MultilineLimits | undefined {
  if (!caps.has('draft/multiline') || !caps.has('batch')) return undefined
  return multilineLimits(offered.get('draft/multiline') ?? '')
}

/** @returns no texts where there is nothing to say. */
export function planOf(text: string, target: string, limits: MultilineLimits | undefined): Plan {
  const single = splitText(text, target)
  if (!limits || single.length < 2) return { texts: single, lines: single.length }
  const texts: string[] = []
  let lines: string[] = []
  let [bytes, count] = [0, 0]
  let all = 0
  const flush = () => {
    const whole = lines.join('\n').replace(/^\n+|\s+$/g, '')
    if (whole !== '') texts.push(whole)
    lines = []
    bytes = count = 0
  }
  for (const line of linesOf(text)) {
    for (const piece of oversized(line, limits)) {
      const pieces = splitWords(piece, lineRoom(target)).length
      const more = byteLength(piece) + 1
      if (count > 0 && (bytes + more > limits.bytes || count + pieces > limits.lines)) flush()
      lines.push(piece)
      bytes += more
      count += pieces
      all += pieces
    }
  }
  flush()
  return { texts, lines: all }
}

/** A line that would not fit into a message of its own is cut. */
function oversized(line: string, { bytes }: MultilineLimits): string[] {
  return byteLength(line) < bytes ? [line] : splitWords(line, bytes - 1)
}

function linesOf(text: string): string[] {
  return text.replaceAll('\0', '').split(/\r\n|\r|\n/)
}

/**
 * The lines that say one text.
 * @param ref names the batch; unique on this connection
 */
export function spoken(target: string, text: string, tags: Tags, ref: string): string[] {
  const lines = text
    .split('\n')
    .flatMap((line) =>
      splitWords(line, lineRoom(target)).map((piece, at) => ({ piece, concat: at > 0 })),
    )
  const [only] = lines
  if (lines.length === 1) return [format({ ...message('PRIVMSG', target, only!.piece), tags })]
  return [
    format({ ...message('BATCH', `+${ref}`, 'draft/multiline', target), tags }),
    ...lines.map(({ piece, concat }) => {
      const inside: Tags = new Map([['batch', ref]])
      if (concat) inside.set('draft/multiline-concat', '')
      return format({ ...message('PRIVMSG', target, piece), tags: inside })
    }),
    format(message('BATCH', `-${ref}`)),
  ]
}
