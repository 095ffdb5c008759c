/**
 * Searching without an index: buffer by buffer, from the wanted end of time, until as many are
 * found as were asked for. What it reads is bounded, and it says when that was not everything.
 */
import { Buffer } from 'node:buffer'
import { foldedNick, matches, saidIn, type Term, termsOf } from './search-words.ts'
import type { Found, Log, Page, Row, Search } from './store.ts'

/** Rows that one search reads at most, and at once. */
const rowsMax = 200_000
const pageRows = 1_000
const buffersMax = 10_000

type Source = Pick<Log, 'page' | 'buffers'>

export async function scanSearch(log: Source, search: Search): Promise<Found> {
  const scan = new Scan(log, search)
  for (const { log: name, buffer } of search.places) {
    if (buffer !== undefined) {
      await scan.buffer(name, buffer, Number.MAX_SAFE_INTEGER)
      continue
    }
    const from = (search.after ?? 0) - 1
    const all = await log.buffers(name, from, Number.MAX_SAFE_INTEGER, buffersMax, 'newest')
    for (const one of all.reverse()) await scan.buffer(name, one.buffer, one.at)
  }
  return { rows: scan.found, isComplete: scan.left > 0 }
}

class Scan {
  left = rowsMax
  found: Row[] = []
  readonly #log: Source
  readonly #search: Search
  readonly #terms: Term[]
  readonly #from: string

  constructor(log: Source, search: Search) {
    this.#log = log
    this.#search = search
    this.#terms = termsOf(search.text)
    this.#from = foldedNick(search.from ?? '')
  }

  async buffer(log: string, buffer: string, newest: number): Promise<void> {
    const { after, before, keep, limit } = this.#search
    if (keep === 'newest' && this.#isBeyond(newest)) return
    let page: Page = {
      log,
      buffer,
      keep,
      limit: Math.min(pageRows, this.left),
      events: false,
      ...(after !== undefined && { after: { at: after - 1 } }),
      ...(before !== undefined && { before: { at: before + 1 } }),
    }
    for (let count = 0; this.left > 0 && count < limit; ) {
      const rows = await this.#log.page(page)
      this.left -= rows.length
      count += this.#take(rows)
      const edge = keep === 'oldest' ? rows.at(-1) : rows[0]
      if (!edge || rows.length < page.limit || this.#isBeyond(edge.at)) return
      const place = { at: edge.at, id: edge.id }
      page = keep === 'oldest' ? { ...page, after: place } : { ...page, before: place }
    }
  }

  /** @returns how many were wanted. */
  #take(rows: Row[]): number {
    const wanted = rows.filter(({ line }) => {
      if (this.#cannotMatch(line)) return false
      const said = saidIn(line)
      return said !== undefined && matches(said, this.#terms, this.#from)
    })
    if (wanted.length > 0) this.found = endOf([...this.found, ...wanted], this.#search)
    return wanted.length
  }

  /** A look that costs little, and is enough for most lines. */
  #cannotMatch(line: string): boolean {
    if (!/^[\x20-\x7e]*$/.test(line)) return false
    const text = line.toLowerCase()
    return this.#terms.some(({ words }) => words.some((word) => !text.includes(word)))
  }

  /** Whether rows of this time come too late to be among the wanted end. */
  #isBeyond(at: number): boolean {
    const { keep, limit } = this.#search
    if (this.found.length < limit) return false
    return keep === 'oldest' ? at > this.found.at(-1)!.at : at < this.found[0]!.at
  }
}

/** In the order of time, one end of it. */
export function endOf(rows: Row[], { keep, limit }: Pick<Search, 'keep' | 'limit'>): Row[] {
  rows.sort((a, b) => a.at - b.at || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)))
  return keep === 'oldest' ? rows.slice(0, limit) : rows.slice(Math.max(0, rows.length - limit))
}
