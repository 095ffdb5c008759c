/** What the other end of a link asks about history, answered one question after the other. */
import { pack } from '#wire/text.ts'
import type { Channel } from '../../core/network.ts'
import type { KeptRow } from '../../core/ports.ts'
import { placeWord } from './far-side.ts'
import type { Side } from './reconcile.ts'
import { RowReader, type Words, wordsOf } from './row-words.ts'

/** Questions that may wait: whoever does not wait for answers gets none. */
const waitingMax = 20
const placesBytes = 6000

export interface AnswerPorts {
  say(words: Words): void
  /** The channel that is asked about, if it is the same one here and is remembered. */
  channel(name: string, createdAt: string): Channel | undefined
  side(channel: Channel): Side
  /** Settles when the other side has read most of what was said. */
  room(): Promise<void>
  fault(error: unknown): void
}

const questions = new Set(['SUM', 'LIST', 'GET'])

export class Answers {
  readonly #ports: AnswerPorts
  #last: Promise<void> = Promise.resolve()
  #waiting = 0
  /** Rows that are being given to us. */
  #given: { n: string; name: string; createdAt: string; reader: RowReader } | undefined

  constructor(ports: AnswerPorts) {
    this.#ports = ports
  }

  /** @returns whether it is a question, or a part of one. */
  hear([what = '', n = '', ...rest]: string[]): boolean {
    const [name = '', createdAt = '', ...params] = rest
    if (what === 'PUT') this.#given = { n, name, createdAt, reader: new RowReader() }
    else if (what === 'END') this.#put(n)
    else if (this.#given?.n === n) {
      if (!this.#given.reader.read([what, ...rest])) this.#given = undefined
    } else if (questions.has(what)) {
      this.#queue(n, () => this.#answer(what, name, createdAt, params))
    } else return false
    return true
  }

  #put(n: string): void {
    const given = this.#given
    this.#given = undefined
    this.#queue(n, async () => {
      if (given?.n === n) {
        await this.#side(given.name, given.createdAt)?.take(given.reader.end())
      }
      return []
    })
  }

  #queue(n: string, work: () => Promise<Words[]>): void {
    if (this.#waiting >= waitingMax) return
    this.#waiting++
    this.#last = this.#last.then(async () => {
      try {
        for (const [what, ...params] of await work()) this.#ports.say([what, n, ...params])
        await this.#ports.room()
      } catch (error) {
        this.#ports.fault(error)
      }
      this.#waiting--
      this.#ports.say(['DONE', n])
    })
  }

  async #answer(what: string, name: string, createdAt: string, params: string[]): Promise<Words[]> {
    const side = this.#side(name, createdAt)
    if (!side) return []
    const [first = '', second = '', each = ''] = params
    const span = { from: Number(first), to: Number(second) }
    if (what === 'GET') return rowWords(await side.rows(first.split(' ')))
    if (!Number.isSafeInteger(span.from) || !Number.isSafeInteger(span.to)) return []
    return what === 'LIST' ? list(side, span) : sums(side, span, each)
  }

  #side(name: string, createdAt: string): Side | undefined {
    const channel = this.#ports.channel(name, createdAt)
    return channel && this.#ports.side(channel)
  }
}

function rowWords(rows: KeptRow[]): Words[] {
  return rows.flatMap(wordsOf)
}

async function list(side: Side, span: { from: number; to: number }): Promise<Words[]> {
  const { places, to } = await side.places(span)
  const lines = pack(places.map(placeWord), placesBytes)
  return [...lines.map((text): Words => ['AT', text]), ['TO', String(to)]]
}

async function sums(
  side: Side,
  span: { from: number; to: number },
  each: string,
): Promise<Words[]> {
  const rowsEach = each === '*' ? Number.POSITIVE_INFINITY : Math.max(1, Math.trunc(Number(each)))
  if (Number.isNaN(rowsEach)) return []
  const parts = await side.parts(span, rowsEach)
  return parts.map(({ from, to, count, digest }): Words => {
    return ['PART', String(from), String(to), String(count), digest]
  })
}
