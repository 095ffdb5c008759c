/** Cuts what was typed into lines that fit. */
import { byteLength, shorten } from '#wire/text.ts'

/** Bytes that a server may put before the text: `:nick!user@host PRIVMSG target :` and CR LF. */
const overheadBytes = 120
const lineBytes = 512

/**
 * @param target whom the text goes to
 * @returns the lines, none empty, cut at spaces where there are any and never inside a character.
 */
export function splitText(text: string, target: string): string[] {
  const max = lineBytes - overheadBytes - byteLength(target)
  return text
    .split(/\r\n|\r|\n/)
    .flatMap((line) => fit(line.replaceAll('\0', ''), max))
    .filter((line) => line.trim() !== '')
}

function fit(line: string, max: number): string[] {
  const pieces: string[] = []
  let rest = line
  while (rest !== '' && byteLength(rest) > max) {
    const cut = cutAt(rest, max)
    pieces.push(rest.slice(0, cut).trimEnd())
    rest = rest.slice(cut).trimStart()
  }
  return [...pieces, rest]
}

function cutAt(text: string, max: number): number {
  // Beside a target that fills the line, a character goes alone: the server may say what it thinks.
  const most = shorten(text, max) || String.fromCodePoint(text.codePointAt(0)!)
  const space = most.lastIndexOf(' ') + 1
  // A space too far back would leave a line half empty.
  return space > most.length / 2 ? space : most.length
}
