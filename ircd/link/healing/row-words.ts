/**
 * Rows as words of a link: `ROW <at> <event> <id>`, then each of its lines as `LINE <text>`, of which
 * a long one begins with `MORE <text>`.
 */
import { slices } from '#wire/text.ts'
import type { KeptRow } from '../../core/ports.ts'

/** Bytes of one piece: the rest of the line has room for its head. */
const pieceBytes = 6000
/** Bytes of rows that are read at once; whoever says more is not heard out. */
const bytesMax = 4 * 1024 * 1024

export type Words = [what: string, ...params: string[]]

export function wordsOf({ at, event, id, line }: KeptRow): Words[] {
  const lines = line.split('\r\n').flatMap((text): Words[] => {
    const pieces = slices(text, pieceBytes)
    return pieces.map((piece, i) => [i < pieces.length - 1 ? 'MORE' : 'LINE', piece])
  })
  return [['ROW', String(at), event ? '1' : '0', id], ...lines]
}

/** Puts rows together that come word by word; their log is the reader's. */
export class RowReader {
  readonly #rows: KeptRow[] = []
  #row: { at: number; event: boolean; id: string; lines: string[] } | undefined
  #piece = ''
  #bytes = 0

  /** @returns whether it could be understood. */
  read([what, ...params]: Words): boolean {
    const text = params.at(-1) ?? ''
    this.#bytes += text.length
    if (this.#bytes > bytesMax) return false
    if (what === 'ROW') {
      this.#end()
      const [at = '', event = '', id = ''] = params
      this.#row = { at: Number(at), event: event === '1', id, lines: [] }
    } else if (what === 'MORE') this.#piece += text
    else if (what === 'LINE') {
      this.#row?.lines.push(this.#piece + text)
      this.#piece = ''
    } else return false
    return true
  }

  /** All that were read. */
  end(): KeptRow[] {
    this.#end()
    return this.#rows
  }

  #end(): void {
    const row = this.#row
    this.#row = undefined
    if (!row?.lines.length) return
    const { lines, ...rest } = row
    this.#rows.push({ log: '', buffer: '', ...rest, line: lines.join('\r\n') })
  }
}
