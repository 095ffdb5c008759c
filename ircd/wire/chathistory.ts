/**
 * CHATHISTORY's selectors as data.
 * Source: https://ircv3.net/specs/extensions/chathistory
 */

export type Ref = { msgid: string } | { at: number }

export type Selector =
  | { sub: 'LATEST'; target: string; ref?: Ref | undefined; limit: number }
  | { sub: 'BEFORE' | 'AFTER' | 'AROUND'; target: string; ref: Ref; limit: number }
  | { sub: 'BETWEEN'; target: string; from: Ref; to: Ref; limit: number }
  | { sub: 'TARGETS'; from: number; to: number; limit: number }

/** Why a request cannot be read: the code of the FAIL reply and its context parameters. */
export interface SelectorFault {
  code: 'INVALID_PARAMS' | 'INVALID_MSGREFTYPE'
  context: string[]
  text: string
}

/**
 * Reads the parameters of CHATHISTORY.
 * @param max the limit that ISUPPORT advertises; a larger, missing or unreadable one becomes it.
 */
export function parseSelector(params: string[], max: number): Selector | SelectorFault {
  const [word = '', target = ''] = params
  const sub = word.toUpperCase()
  const refs = sub === 'BETWEEN' ? 2 : 1
  if (sub === 'TARGETS') return parseTargets(params, max)
  if (!['LATEST', 'BEFORE', 'AFTER', 'AROUND', 'BETWEEN'].includes(sub)) {
    return invalid([word || '*'], 'Unknown subcommand')
  }
  if (params.length < 2 + refs) return invalid([sub], 'Not enough parameters')
  const limit = parseLimit(params[2 + refs], max)
  // COMPAT: an old Kiwi IRC asks for `BEFORE <target> *` and means LATEST.
  if (params[2] === '*' && (sub === 'LATEST' || sub === 'BEFORE')) {
    return { sub: 'LATEST', target, limit }
  }
  const from = parseRef(sub, params[2]!)
  if ('code' in from) return from
  if (sub !== 'BETWEEN') return { sub: sub as 'LATEST', target, ref: from, limit }
  const to = parseRef(sub, params[3]!)
  return 'code' in to ? to : { sub, target, from, to, limit }
}

function parseTargets([, from, to, limit]: string[], max: number): Selector | SelectorFault {
  const a = parseRef('TARGETS', from ?? '')
  const b = parseRef('TARGETS', to ?? '')
  if ('at' in a && 'at' in b) {
    return { sub: 'TARGETS', from: a.at, to: b.at, limit: parseLimit(limit, max) }
  }
  return invalid(['TARGETS'], 'Two timestamps are needed')
}

function parseRef(sub: string, text: string): Ref | SelectorFault {
  if (text.startsWith('msgid=') && text.length > 6) return { msgid: text.slice(6) }
  if (text.startsWith('timestamp=')) {
    const at = parseTime(text.slice(10))
    return at === undefined ? invalid([sub, text], 'This is not a timestamp') : { at }
  }
  const known = text.startsWith('msgid=') || text === ''
  return known
    ? invalid([sub, text || '*'], 'This is not a message reference')
    : { code: 'INVALID_MSGREFTYPE', context: [sub, text], text: 'Unknown type of reference' }
}

function parseLimit(text: string | undefined, max: number): number {
  const limit = Number(text)
  return Number.isInteger(limit) && limit > 0 && limit < max ? limit : max
}

function invalid(context: string[], text: string): SelectorFault {
  return { code: 'INVALID_PARAMS', context, text }
}

let lastAt = 0
let lastText = '1970-01-01T00:00:00.000Z'

/**
 * `YYYY-MM-DDThh:mm:ss.sssZ`, as the `time` tag has it. Of each millisecond many lines are told,
 * so the last text is kept.
 */
export function formatTime(at: number): string {
  if (at === lastAt) return lastText
  lastText = new Date(at).toISOString()
  lastAt = at
  return lastText
}

/** @returns milliseconds since 1970, or nothing where the text is no UTC time. */
export function parseTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text)) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}
