/**
 * A message of several lines, as a batch and as plain lines.
 * Source: https://ircv3.net/specs/extensions/multiline
 */
import { type Message, messageFrom, parse, type Tags } from './message.ts'

export interface Part {
  text: string
  /** It goes on where the part before it ended, without a line break. */
  concat: boolean
}

/** What was said, as one text. */
export function wholeText(parts: Part[]): string {
  return parts.map(({ text, concat }, i) => (i && !concat ? `\n${text}` : text)).join('')
}

/** @param ref the batch's name. Tags of the message belong to the first line, which has none yet. */
export function batchLines(
  ref: string,
  source: string,
  verb: string,
  target: string,
  parts: Part[],
): Message[] {
  const inside = parts.map(({ text, concat }) => ({
    ...messageFrom(source, verb, target, text),
    tags: new Map([['batch', ref], ...(concat ? [['draft/multiline-concat', ''] as const] : [])]),
  }))
  return [
    messageFrom(source, 'BATCH', `+${ref}`, 'draft/multiline', target),
    ...inside,
    { ...messageFrom(source, 'BATCH', `-${ref}`), tags: new Map() },
  ]
}

/** The lines of one row of history: of a message of several lines the plain ones. */
export function keptLines(row: string): Message[] {
  return withoutBatch(row.split('\r\n').flatMap((line) => parse(line) ?? []))
}

/**
 * The lines of such a batch for those who cannot read one: without the blank ones. The id, and what
 * the client said in tags, stand on the first alone. Other lines stay as they are.
 */
export function withoutBatch(lines: Message[]): Message[] {
  const [start] = lines
  if (start?.verb !== 'BATCH' || start.params[1] !== 'draft/multiline') return lines
  const all: Tags = start.tags ?? new Map()
  const rest: Tags = new Map([...all].filter(([name]) => name !== 'msgid' && name[0] !== '+'))
  return lines
    .filter(({ verb, params }) => verb !== 'BATCH' && params.at(-1) !== '')
    .map((line, i) => ({ ...line, tags: i ? rest : all }))
}
