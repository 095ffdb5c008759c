/**
 * One IRC line as data: reading it and writing it.
 * Source: https://modern.ircdocs.horse/#message-format and
 * https://ircv3.net/specs/extensions/message-tags
 */

/** Tag names with their unescaped values; a tag without a value has the value ''. */
export type Tags = Map<string, string>

export interface Message {
  tags?: Tags | undefined
  /** `nick!user@host` or a server's name, without the colon. */
  source?: string | undefined
  /** In capitals when it was read; numerics are three digits. */
  verb: string
  params: string[]
}

/** Bytes of a line without its tags, CR LF included. */
export const lineBytesMax = 512
/** Bytes of the tags that a client may send, `@` and the space included. */
export const clientTagBytesMax = 4096
/** Bytes of tags and line together, CR LF included. */
export const taggedLineBytesMax = 8191 + lineBytesMax
/** More parameters than this are one: the last takes the rest of the line. */
export const paramsMax = 15

export function message(verb: string, ...params: string[]): Message {
  return { verb, params }
}

export function messageFrom(source: string, verb: string, ...params: string[]): Message {
  return { source, verb, params }
}

/**
 * Reads one line, given without CR LF.
 * @returns nothing when there is no verb: an empty line, or only tags and a source. Never throws.
 */
export function parse(line: string): Message | undefined {
  let at = 0
  let tags: Tags | undefined
  let source: string | undefined
  if (line[at] === '@') {
    const end = wordEnd(line, at)
    tags = parseTags(line.slice(1, end))
    at = skipSpaces(line, end)
  }
  at = skipSpaces(line, at)
  if (line[at] === ':') {
    const end = wordEnd(line, at)
    source = line.slice(at + 1, end)
    at = skipSpaces(line, end)
  }
  const verbEnd = wordEnd(line, at)
  if (verbEnd === at) return undefined
  const verb = line.slice(at, verbEnd).toUpperCase()
  return { tags, source, verb, params: parseParams(line, skipSpaces(line, verbEnd)) }
}

function parseParams(line: string, start: number): string[] {
  const params: string[] = []
  let at = start
  while (at < line.length) {
    if (line[at] === ':' || params.length === paramsMax - 1) {
      params.push(line.slice(line[at] === ':' ? at + 1 : at))
      break
    }
    const end = wordEnd(line, at)
    params.push(line.slice(at, end))
    at = skipSpaces(line, end)
  }
  return params
}

function wordEnd(line: string, at: number): number {
  const end = line.indexOf(' ', at)
  return end < 0 ? line.length : end
}

function skipSpaces(line: string, at: number): number {
  let next = at
  while (line[next] === ' ') next++
  return next
}

/** Reads `a=1;b` as it stands between `@` and the space. The last of equal names wins. */
export function parseTags(text: string): Tags {
  const tags: Tags = new Map()
  for (const piece of text.split(';')) {
    if (!piece) continue
    const eq = piece.indexOf('=')
    if (eq < 0) tags.set(piece, '')
    else if (eq > 0) tags.set(piece.slice(0, eq), unescapeTag(piece.slice(eq + 1)))
  }
  return tags
}

/** Writes a line without CR LF. The last parameter gets a colon only where it needs one. */
export function format({ tags, source, verb, params }: Message): string {
  let line = tags?.size ? `@${formatTags(tags)} ` : ''
  if (source !== undefined) line += `:${source} `
  line += verb
  const last = params.length - 1
  for (let i = 0; i < last; i++) line += ` ${params[i]}`
  if (last >= 0) line += trailing(params[last]!, verb)
  return line
}

/**
 * COMPAT: clients exist that want the colon before the last parameter of numerics and of CAP, and
 * before a text, even where the grammar does not.
 */
function trailing(param: string, verb: string): string {
  const plain = param !== '' && param[0] !== ':' && !param.includes(' ')
  return plain && !colonVerbs.has(verb) && !isNumeric(verb) ? ` ${param}` : ` :${param}`
}

const colonVerbs = new Set(['CAP', 'PRIVMSG', 'NOTICE', 'TOPIC', 'QUIT', 'KICK', 'ERROR', 'AWAY'])

function isNumeric(verb: string): boolean {
  const first = verb.charCodeAt(0)
  return verb.length === 3 && first >= 48 && first <= 57
}

export function formatTags(tags: Tags): string {
  let text = ''
  for (const [name, value] of tags) {
    if (text) text += ';'
    text += value === '' ? name : `${name}=${escapeTag(value)}`
  }
  return text
}

const escapes: Record<string, string> = {
  ';': '\\:',
  ' ': '\\s',
  '\\': '\\\\',
  '\r': '\\r',
  '\n': '\\n',
}
const unescapes: Record<string, string> = { ':': ';', s: ' ', '\\': '\\', r: '\r', n: '\n' }

/** Times and ids, which nearly all values are, need none. */
function needsEscape(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (code <= 32 || code === 59 || code === 92) return true
  }
  return false
}

export function escapeTag(value: string): string {
  if (!needsEscape(value)) return value
  return value.replace(/[; \\\r\n]/g, (c) => escapes[c]!)
}

/** An unknown escape loses its backslash, and so does a lone one at the end. */
export function unescapeTag(value: string): string {
  if (!value.includes('\\')) return value
  return value.replace(/\\(.?)/gs, (_, c: string) => unescapes[c] ?? c)
}

/** The nickname in `nick!user@host`, or the whole source where there is no `!`. */
export function nickOf(source: string): string {
  const end = source.indexOf('!')
  return end < 0 ? source : source.slice(0, end)
}
