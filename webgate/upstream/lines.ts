/** Lines between a browser's messages and a server's stream of bytes. */

const nul = 0
const lf = 10
const cr = 13
const lineEnd = Buffer.from('\r\n')

/**
 * Reads a message from a browser as one line.
 * @returns its bytes with CR LF, nothing for an empty message, and 'broken' when CR, LF or NUL
 *   stands inside: such a message could smuggle a second command past whatever judged the first.
 *   COMPAT: one line end at the very end is forgiven, because scripts send it.
 */
export function lineFromBrowser(data: Buffer): Buffer | 'broken' | undefined {
  const line = data.subarray(0, lengthWithoutLineEnd(data))
  if (line.length === 0) return undefined
  if (line.includes(lf) || line.includes(cr) || line.includes(nul)) return 'broken'
  return Buffer.concat([line, lineEnd])
}

function lengthWithoutLineEnd(data: Buffer): number {
  let end = data.length
  if (end > 0 && data[end - 1] === lf) end--
  if (end > 0 && data[end - 1] === cr) end--
  return end
}

/** Cuts a stream of bytes into lines, none longer than `bytesMax`. */
export class LineCutter {
  #rest: Buffer = Buffer.alloc(0)
  readonly #bytesMax: number

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** @returns the lines that are complete now, without CR LF, or 'too-long'. */
  push(chunk: Buffer): Buffer[] | 'too-long' {
    const lines: Buffer[] = []
    const bytes = this.#rest.length ? Buffer.concat([this.#rest, chunk]) : chunk
    let at = 0
    for (let end = bytes.indexOf(lf); end >= 0; end = bytes.indexOf(lf, at)) {
      const line = bytes.subarray(at, end > at && bytes[end - 1] === cr ? end - 1 : end)
      if (line.length > this.#bytesMax) return 'too-long'
      if (line.length) lines.push(line)
      at = end + 1
    }
    this.#rest = bytes.subarray(at)
    return this.#rest.length > this.#bytesMax ? 'too-long' : lines
  }
}
