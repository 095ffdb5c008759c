/** Cuts what was typed into lines that fit. */
import { byteLength, splitWords } from '#wire/text.ts'

/** Bytes that a server may put before the text: `:nick!user@host PRIVMSG target :` and CR LF. */
const overheadBytes = 120
const lineBytes = 512

/** Bytes of text that fit into a line to this target. */
export function lineRoom(target: string): number {
  return lineBytes - overheadBytes - byteLength(target)
}

/**
 * @param target whom the text goes to
 * @returns the lines, none empty, cut at spaces where there are any and never inside a character.
 */
export function splitText(text: string, target: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .flatMap((line) => splitWords(line.replaceAll('\0', ''), lineRoom(target)).map(trimmed))
    .filter((line) => line.trim() !== '')
}

/** A line may begin with spaces, what goes on from the one before may not. */
function trimmed(piece: string, at: number): string {
  return at > 0 ? piece.trim() : piece.trimEnd()
}
