/** Text measured in the bytes of its UTF-8, without needing a buffer. */

const wide = /[^\0-\x7f]/

/** Whether each character is one byte in UTF-8: it is found out several times as fast as counted. */
export function isAscii(text: string): boolean {
  return !wide.test(text)
}

/** @returns how many bytes the text has in UTF-8. */
export function byteLength(text: string): number {
  if (isAscii(text)) return text.length
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    // A surrogate pair is two units and four bytes: its first half brings both extra bytes.
    if (code >= 0x80) bytes += code < 0x800 ? 1 : 2
    if (code >= 0xd800 && code < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) i++
  }
  return bytes
}

/**
 * Shortens text to `max` bytes of UTF-8 without splitting a character.
 * @param max bytes, counted without CR LF
 * @returns the text itself when it fits; '' when not even one character does. Never throws.
 * Source: https://modern.ircdocs.horse/#message-format
 */
export function shorten(text: string, max: number): string {
  if (text.length * 3 <= max) return text
  let bytes = 0
  let end = 0
  for (const char of text) {
    const code = char.codePointAt(0)!
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    if (bytes > max) return text.slice(0, end)
    end += char.length
  }
  return text
}

/** @returns the text in pieces of at most `max` bytes, at least one; characters stay whole. */
export function slices(text: string, max: number): string[] {
  const pieces: string[] = []
  let rest = text
  do {
    // A single character that does not fit goes on its own.
    const piece = shorten(rest, max) || String.fromCodePoint(rest.codePointAt(0) ?? 0)
    pieces.push(rest && piece)
    rest = rest.slice(piece.length)
  } while (rest)
  return pieces
}

/**
 * Cuts a text that is too long, between words where it can.
 * @returns pieces of at most `max` bytes, at least one, which together are the text, spaces included;
 *   a character that does not fit goes on its own.
 */
export function splitWords(text: string, max: number): string[] {
  const pieces: string[] = []
  let rest = text
  do {
    const most = shorten(rest, max) || String.fromCodePoint(rest.codePointAt(0) ?? 0)
    const end = rest.length === most.length || rest[most.length] === ' '
    const space = most.lastIndexOf(' ') + 1
    // A word that fills the half of a line is cut rather than wasting the line.
    const piece = end || space <= most.length / 2 ? most : most.slice(0, space)
    pieces.push(rest && piece)
    rest = rest.slice(piece.length)
  } while (rest)
  return pieces
}

/** Packs words into lines of at most `max` bytes; a single longer word is a line of its own. */
export function pack(words: Iterable<string>, max: number, separator = ' '): string[] {
  const lines: string[] = []
  let line = ''
  let bytes = 0
  for (const word of words) {
    const more = byteLength(word)
    if (line && bytes + separator.length + more > max) {
      lines.push(line)
      line = ''
      bytes = 0
    }
    line += line ? separator + word : word
    bytes += (bytes ? separator.length : 0) + more
  }
  if (line) lines.push(line)
  return lines
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000
}
