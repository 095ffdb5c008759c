/** Cuts what was typed into lines that fit. */
import { byteLength, shorten } from '#wire/text.ts'

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
    .flatMap((line) =>
      splitLine(line.replaceAll('\0', ''), lineRoom(target)).map((one) => one.trimEnd()),
    )
    .filter((line) => line.trim() !== '')
}

/** @returns pieces of at most `max` bytes; joined they are the line. */
export function splitLine(line: string, max: number): string[] {
  const pieces: string[] = []
  let rest = line
  while (rest !== '' && byteLength(rest) > max) {
    const cut = cutAt(rest, max)
    pieces.push(rest.slice(0, cut))
    rest = rest.slice(cut)
  }
  return rest === '' && pieces.length > 0 ? pieces : [...pieces, rest]
}

function cutAt(text: string, max: number): number {
  // Beside a target that fills the line, a character goes alone: the server may say what it thinks.
  const most = shorten(text, max) || String.fromCodePoint(text.codePointAt(0)!)
  const space = most.lastIndexOf(' ') + 1
  // A space too far back would leave a line half empty.
  return space > most.length / 2 ? space : most.length
}
