/** Cuts a text that is too long for one message, between words where it can. */
import { byteLength, shorten } from '#wire/text.ts'

/**
 * @param bytesMax of UTF-8, for each piece; a character that does not fit goes on its own
 * @returns pieces that together are the text, but for the spaces between them.
 */
export function split(text: string, bytesMax: number): string[] {
  const pieces: string[] = []
  let rest = text
  while (rest !== '' && byteLength(rest) > bytesMax) {
    const most = shorten(rest, bytesMax) || String.fromCodePoint(rest.codePointAt(0)!)
    const space = most.lastIndexOf(' ')
    // A word that fills the half of a line is cut rather than wasting the line.
    const piece = space > most.length / 2 ? most.slice(0, space) : most
    pieces.push(piece)
    rest = rest.slice(piece.length).trimStart()
  }
  if (rest !== '') pieces.push(rest)
  return pieces
}
