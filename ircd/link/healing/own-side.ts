/** What this server remembers of a channel, as one side of a reconciliation. */
import { parse } from '#wire/message.ts'
import { isMsgid } from '#wire/names.ts'
import { byteLength } from '#wire/text.ts'
import type { Channel } from '../../core/network.ts'
import type { KeptRow, Trace } from '../../core/ports.ts'
import type { Server } from '../../core/server.ts'
import type { Part, RowPlace, Side, Span } from './reconcile.ts'

/** Rows of which the places are read at once, and which are folded into a digest together. */
const pageRows = 500
/** Parts that a span is taken apart into: what is beyond them belongs to the last. */
const partsMax = 64
/** Of rows that are handed over at once; one may be larger. */
const rowsBytes = 64 * 1024
/** A message of several lines with all its tags; what is larger no server of ours has made. */
const lineBytesMax = 1024 * 1024
/** What is about to be forgotten is not fetched any more. */
const roundMs = 60 * 60_000
/** A row may be so far ahead of our clock. */
const aheadMsMax = 10 * 60_000

export interface OwnSidePorts {
  server: Server
  channel: Channel
  /** These were not here yet. */
  fresh(rows: KeptRow[]): void
  /** The other side remembers what was taken away here. */
  redacted(id: string, trace: Trace): void
}

export class OwnSide implements Side {
  readonly #ports: OwnSidePorts

  constructor(ports: OwnSidePorts) {
    this.#ports = ports
  }

  /** All that can be remembered now. */
  get span(): Span {
    const { server, channel } = this.#ports
    const now = server.ports.now()
    const keepMs = keptFor(server, channel)
    const from = keepMs ? Math.ceil((now - keepMs) / roundMs) * roundMs : 0
    return { from, to: now + aheadMsMax }
  }

  async parts(span: Span, rowsEach: number): Promise<Part[]> {
    const { from, to } = this.#within(span)
    if (from >= to) return []
    const parts: Part[] = []
    let digest = new Digest(this.#ports.server.ports.sha256)
    let begun = from
    let at = from
    for await (const place of this.#places(from, to)) {
      if (digest.count >= rowsEach && place.at > at && parts.length < partsMax - 1) {
        parts.push({ from: begun, to: place.at, ...digest.end() })
        digest = new Digest(this.#ports.server.ports.sha256)
        begun = place.at
      }
      at = place.at
      digest.add(place)
    }
    return [...parts, { from: begun, to, ...digest.end() }]
  }

  async places(span: Span): Promise<{ places: RowPlace[]; to: number }> {
    const { from, to } = this.#within(span)
    const places = from < to ? await this.#page({ at: from - 1 }, to) : []
    const isAll = places.length < pageRows
    // The last millisecond may not have been told to its end.
    return { places, to: isAll ? to : places.at(-1)!.at }
  }

  async rows(ids: string[]): Promise<KeptRow[]> {
    const { server, channel } = this.#ports
    const rows: KeptRow[] = []
    let bytes = 0
    for (const id of ids) {
      const row = await server.ports.history.find(channel.log, '', id)
      bytes += row ? byteLength(row.line) : 0
      if (row && rows.length && bytes > rowsBytes) break
      if (row) rows.push(row)
    }
    return rows
  }

  async take(rows: KeptRow[]): Promise<void> {
    const { server, channel, ...hears } = this.#ports
    const { from, to } = this.span
    const good = rows.filter((row) => row.at >= from && row.at < to && isSound(row))
    const own = good.map((row) => ({ ...row, log: channel.log, buffer: '' }))
    const { fresh, redacted } = await server.ports.history.merge(own)
    for (const [id, trace] of redacted) hears.redacted(id, trace)
    if (fresh.length) hears.fresh(fresh)
  }

  #within(span: Span): Span {
    const own = this.span
    return { from: Math.max(span.from, own.from), to: Math.min(span.to, own.to) }
  }

  async *#places(from: number, to: number): AsyncIterable<RowPlace> {
    let after: { at: number; id?: string } = { at: from - 1 }
    for (;;) {
      const page = await this.#page(after, to)
      yield* page
      if (page.length < pageRows) return
      after = page.at(-1)!
    }
  }

  #page(after: { at: number; id?: string }, to: number): Promise<RowPlace[]> {
    const { server, channel } = this.#ports
    return server.ports.history.places(channel.log, after, { at: to }, pageRows)
  }
}

/** How long a channel's history is kept, in milliseconds; 0 for ever. */
function keptFor({ settings, net }: Server, { name }: Channel): number {
  const { retention, keepMs } = settings
  const own = retention.filter((each) => net.fold(each.name) === net.fold(name))
  const all = [keepMs, ...own.map((each) => each.keepMs)].filter((ms) => ms > 0)
  return all.length ? Math.min(...all) : 0
}

function isSound({ id, at, line }: KeptRow): boolean {
  if (!Number.isSafeInteger(at) || !isMsgid(id) || byteLength(line) > lineBytesMax) return false
  return parse(line.split('\r\n', 1)[0]!) !== undefined
}

/** Adds up rows in their order: many of them in little memory. */
class Digest {
  readonly #hash: (text: string) => string
  #folded = ''
  #text = ''
  count = 0

  constructor(hash: (text: string) => string) {
    this.#hash = hash
  }

  add({ at, id }: RowPlace): void {
    this.#text += `${at} ${id}\n`
    if (++this.count % pageRows === 0) this.#fold()
  }

  end(): { count: number; digest: string } {
    this.#fold()
    return { count: this.count, digest: this.#folded }
  }

  #fold(): void {
    this.#folded = this.#hash(this.#folded + this.#text).slice(0, 32)
    this.#text = ''
  }
}
