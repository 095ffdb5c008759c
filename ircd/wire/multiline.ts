/**
 * A message of several lines: as one, as a batch and as plain lines.
 * Source: https://ircv3.net/specs/extensions/multiline
 */
import { format, type Message, messageFrom, parse, type Tags } from './message.ts'

export interface Part {
  text: string
  /** It goes on where the part before it ended, without a line break. */
  concat: boolean
}

/** A message that may have several lines: then its text has line breaks, and `parts` are its lines. */
export interface Spoken extends Message {
  parts?: Part[] | undefined
}

/** What a server takes in one message. */
export interface MultilineLimits {
  /** Of the whole text, line breaks counted. */
  bytes: number
  lines: number
}

/** @param value of the capability; what it does not say is taken for usual, and for no limit */
export function multilineLimits(value: string): MultilineLimits {
  const pairs = value.split(',').map((pair) => pair.split('=', 2) as [string, string])
  const values = new Map(pairs)
  const bytes = Number(values.get('max-bytes')) || 4096
  return { bytes, lines: Number(values.get('max-lines')) || Number.POSITIVE_INFINITY }
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

/**
 * @param start the line that begins a batch of several lines
 * @param lines what stood in it
 * @returns the message; nothing where nothing was said.
 */
export function wholeOf(start: Message, lines: readonly Message[]): Spoken | undefined {
  const [first] = lines
  if (!first) return undefined
  const parts = lines.map(({ params, tags }, i) => {
    return { text: params[1] ?? '', concat: i > 0 && tags?.has('draft/multiline-concat') === true }
  })
  const params = [start.params[2] ?? first.params[0] ?? '', wholeText(parts)]
  const source = start.source ?? first.source
  const whole = { tags: start.tags, source, verb: first.verb, params }
  return parts.length > 1 ? { ...whole, parts } : whole
}

/** A message as a batch, its tags on the beginning; one of a single line is that line. */
export function asBatch(said: Spoken, ref: string): Message[] {
  const { parts, source, verb, params, tags } = said
  if (!parts) return [said]
  const lines = batchLines(ref, source ?? '', verb, params[0] ?? '', parts)
  return lines.map((line, i) => ({ ...line, source, tags: i === 0 ? tags : line.tags }))
}

/** A message as plain lines: see `withoutBatch`. */
export function asLines(said: Spoken): Message[] {
  return withoutBatch(asBatch(said, ''))
}

/** A message as history keeps it: several lines, joined by CR LF, where it has several. */
export function formatKept(said: Spoken): string {
  return asBatch(said, 'm').map(format).join('\r\n')
}

/** The message of one row of history. @returns nothing where there is none. */
export function parseKept(row: string): Spoken | undefined {
  if (!row.includes('\r\n')) return parse(row)
  const [start, ...lines] = row.split('\r\n').flatMap((line) => parse(line) ?? [])
  if (start?.verb !== 'BATCH') return start
  const said = lines.filter(({ verb }) => verb !== 'BATCH')
  return wholeOf(start, said)
}
