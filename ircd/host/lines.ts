/**
 * Bytes in, lines out. A line ends at LF, CR LF or CR; empty lines are skipped; NUL bytes are
 * removed. Each line is copied out of the chunk it came in, so no chunk outlives its turn.
 * Source: https://modern.ircdocs.horse/#message-format and
 * https://ircv3.net/specs/extensions/message-tags#size-limit
 */
import { isAscii, isUtf8 } from 'node:buffer'

/**
 * What is wrong with a line. `too-long`: the text is its beginning. `not-utf8`: the text has
 * U+FFFD where bytes made no character. `flood`: there was no end of line within reason; it comes
 * once, with no text, and the reader reads nothing more.
 */
export type Fault = 'too-long' | 'not-utf8' | 'flood'

export interface LineLimits {
  /** Bytes of a line without its tag section, CR LF included. */
  lineBytesMax: number
  /** Bytes of the tag section, from `@` to the space, both included. */
  tagBytesMax: number
  /** Bytes without an end of line that are a flood. Above the sum of the other two. */
  unendedBytesMax: number
}

const lf = 10
const cr = 13
const at = 64
const space = 32
const nul = '\0'

export class LineReader {
  /** What comes from now on is measured by them. */
  limits: LineLimits
  readonly #line: (text: string, fault?: Fault) => void
  /** The beginning of a line whose end has not come: the first `#held` bytes of `#rest`. */
  #rest: Buffer | undefined
  #held = 0
  #stopped = false

  /** @param line called for every line, in order, while `read` runs. `limits` may be shared. */
  constructor(limits: LineLimits, line: (text: string, fault?: Fault) => void) {
    this.limits = limits
    this.#line = line
  }

  /** Bytes of the unfinished line that are kept. */
  get heldBytes(): number {
    return this.#held
  }

  /** Reads on. A chunk may begin and end anywhere, also inside a character. */
  read(chunk: Buffer): void {
    const ascii = isAscii(chunk)
    let start = 0
    let nextLf = chunk.indexOf(lf)
    let nextCr = chunk.indexOf(cr)
    while (!this.#stopped && (nextLf >= 0 || nextCr >= 0)) {
      const end = nextLf < 0 || (nextCr >= 0 && nextCr < nextLf) ? nextCr : nextLf
      if (this.#held > 0) this.#finish(chunk, end)
      else if (end > start) this.#take(chunk, start, end, ascii)
      start = end + 1
      if (end === nextLf) nextLf = chunk.indexOf(lf, start)
      else nextCr = chunk.indexOf(cr, start)
    }
    if (!this.#stopped && start < chunk.length) this.#hold(chunk, start, chunk.length)
  }

  /** Ends reading: no further line is given, not even from a chunk that is being read. */
  stop(): void {
    this.#stopped = true
    this.#rest = undefined
    this.#held = 0
  }

  #finish(chunk: Buffer, end: number): void {
    this.#hold(chunk, 0, end)
    const line = this.#rest
    const length = this.#held
    if (this.#stopped || !line) return
    this.#rest = undefined
    this.#held = 0
    this.#take(line, 0, length, false)
  }

  /** Keeps a copy, in a buffer that doubles: bytes may come one by one. */
  #hold(chunk: Buffer, start: number, end: number): void {
    const length = this.#held + end - start
    if (length > this.limits.unendedBytesMax) {
      this.#flood()
      return
    }
    let rest = this.#rest
    if (!rest || rest.length < length) {
      const room = Math.max(length, (rest?.length ?? 0) * 2)
      rest = Buffer.allocUnsafeSlow(room)
      this.#rest?.copy(rest, 0, 0, this.#held)
      this.#rest = rest
    }
    chunk.copy(rest, this.#held, start, end)
    this.#held = length
  }

  #flood(): void {
    this.stop()
    this.#line('', 'flood')
  }

  #take(bytes: Buffer, start: number, end: number, ascii: boolean): void {
    const { lineBytesMax, tagBytesMax, unendedBytesMax } = this.limits
    let body = start
    if (bytes[start] === at) {
      const gap = bytes.subarray(start, end).indexOf(space)
      body = gap < 0 ? end : start + gap + 1
    }
    const tagsFit = body - start <= tagBytesMax
    if (end - start > unendedBytesMax) this.#flood()
    else if (tagsFit && end - body <= lineBytesMax - 2) this.#give(bytes, start, end, ascii)
    else this.#giveBeginning(bytes, tagsFit ? start : body, end, body + lineBytesMax - 2)
  }

  /** The verb is what an answer needs, and it stands behind the tags: too many of those are left out. */
  #giveBeginning(bytes: Buffer, start: number, end: number, cut: number): void {
    this.#line(cleaned(bytes.toString('utf8', start, wholeCharacters(bytes, end, cut))), 'too-long')
  }

  #give(bytes: Buffer, start: number, end: number, ascii: boolean): void {
    const latin = ascii || isAscii(bytes.subarray(start, end))
    const text = cleaned(bytes.toString(latin ? 'latin1' : 'utf8', start, end))
    if (text === '') return
    if (latin || isUtf8(bytes.subarray(start, end))) this.#line(text)
    else this.#line(text, 'not-utf8')
  }
}

function cleaned(text: string): string {
  return text.includes(nul) ? text.replaceAll(nul, '') : text
}

/** `cut`, or up to three bytes less where it would cut a character in two; `end` at most. */
function wholeCharacters(bytes: Buffer, end: number, cut: number): number {
  if (cut >= end) return end
  let whole = cut
  while (cut - whole < 3 && (bytes[whole]! & 0xc0) === 0x80) whole--
  return whole
}
