/**
 * The rows of a log, in chunks. The browser leaves out of its work each chunk that is not in view
 * (`content-visibility`), and looks after fifty chunks in each frame rather than thousands of rows.
 */
import { element } from './dom.ts'

/** Rows of a chunk, unless some are put between them later. */
const chunkRows = 50

export class RowChunks {
  readonly element = element('div', 'rows')
  /** In order, for reading only: the live lists of children are slow after each change. */
  rows: HTMLElement[] = []

  /** Takes the place of all that is there. */
  set(rows: HTMLElement[]): void {
    this.rows = rows
    this.element.replaceChildren(...chunksOf(rows))
  }

  put(rows: HTMLElement[], place: number): void {
    const after = this.rows[place]
    if (!after) this.#append(rows)
    else if (place === 0) this.element.prepend(...chunksOf(rows))
    else after.before(...rows)
    this.rows.splice(place, 0, ...rows)
  }

  remove(place: number, count: number): void {
    for (const row of this.rows.splice(place, count)) {
      const chunk = row.parentElement!
      row.remove()
      if (!chunk.hasChildNodes()) chunk.remove()
    }
  }

  #append(rows: HTMLElement[]): void {
    const last = this.element.lastElementChild
    const room = last ? Math.max(0, chunkRows - last.childElementCount) : 0
    last?.append(...rows.slice(0, room))
    this.element.append(...chunksOf(rows.slice(room)))
  }

  /** The next row, also across chunks. */
  static neighbour(row: Element, by: 1 | -1): HTMLElement | null {
    const chunk = row.parentElement
    const near = by > 0 ? row.nextElementSibling : row.previousElementSibling
    const far = by > 0 ? chunk?.nextElementSibling : chunk?.previousElementSibling
    return (near ??
      (by > 0 ? far?.firstElementChild : far?.lastElementChild) ??
      null) as HTMLElement
  }
}

function chunksOf(rows: HTMLElement[]): HTMLElement[] {
  const chunks: HTMLElement[] = []
  for (let at = 0; at < rows.length; at += chunkRows) {
    const chunk = element('div', 'chunk')
    chunk.append(...rows.slice(at, at + chunkRows))
    chunks.push(chunk)
  }
  return chunks
}
