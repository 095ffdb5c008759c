/**
 * Lines that keep to the grammar and to 512 bytes, whatever a client made us repeat.
 * Source: https://modern.ircdocs.horse/#message-format
 */
import { format, lineBytesMax, type Message } from './message.ts'
import { byteLength, isAscii, shorten } from './text.ts'

/**
 * Shortens the longest parameter, between characters, until the line fits; tags do not count.
 * @returns the message itself where nothing needs to go.
 */
export function fit(message: Message): Message {
  const { source = '', verb, params } = message
  let charsMax = source.length + verb.length + 2
  for (const param of params) charsMax += param.length + 2
  // A UTF-16 unit never needs more than three bytes: most lines need not be measured.
  if (charsMax * 3 < lineBytesMax) return message
  // Nor those of ASCII, if they have room for the colon and the end of the line.
  if (charsMax + 4 <= lineBytesMax && isAscii(source) && params.every(isAscii)) return message
  const over = byteLength(format({ ...message, tags: undefined })) + 2 - lineBytesMax
  if (over <= 0) return message
  const lengths = params.map(byteLength)
  const at = lengths.indexOf(Math.max(...lengths))
  const shorter = shorten(params[at] ?? '', Math.max(0, lengths[at]! - over))
  return { ...message, params: params.with(at, shorter) }
}

/**
 * Only the last parameter may be empty, hold a space or begin with a colon: elsewhere `*` stands
 * for such a one, which a client has sent as its own last parameter.
 */
export function quotable(params: string[]): string[] {
  const last = params.length - 1
  return params.map((param, i) => (i === last || isMiddle(param) ? param : '*'))
}

function isMiddle(param: string): boolean {
  return param !== '' && param[0] !== ':' && !param.includes(' ')
}
