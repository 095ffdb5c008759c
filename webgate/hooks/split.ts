/** Cuts a text that is too long for one message, between words where it can. */

/**
 * @param bytesMax of UTF-8, for each piece; at least 4
 * @returns pieces that together are the text, but for the spaces between them.
 */
export function split(text: string, bytesMax: number): string[] {
  const pieces: string[] = []
  let rest = text
  while (Buffer.byteLength(rest) > bytesMax) {
    const most = fitting(rest, bytesMax)
    const space = most.lastIndexOf(' ')
    // A word that fills the half of a line is cut rather than wasting the line.
    const piece = space > most.length / 2 ? most.slice(0, space) : most
    pieces.push(piece)
    rest = rest.slice(piece.length).trimStart()
  }
  if (rest !== '') pieces.push(rest)
  return pieces
}

/** The longest beginning that fits, of whole characters. */
function fitting(text: string, bytesMax: number): string {
  let bytes = 0
  let end = 0
  for (const letter of text) {
    bytes += Buffer.byteLength(letter)
    if (bytes > bytesMax) break
    end += letter.length
  }
  return text.slice(0, end)
}
