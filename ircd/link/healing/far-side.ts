/** What the other end of a link remembers of a channel, as one side of a reconciliation. */
import { pack } from '#wire/text.ts'
import type { Channel } from '../../core/network.ts'
import type { KeptRow } from '../../core/ports.ts'
import { type Questions, Unanswered } from './questions.ts'
import type { Part, RowPlace, Side, Span } from './reconcile.ts'
import { RowReader, type Words, wordsOf } from './row-words.ts'

/** Bytes of ids in one line. */
const idsBytes = 6000

export class FarSide implements Side {
  readonly #questions: Questions
  readonly #channel: Channel
  /** Rows that it was given. */
  given = 0

  constructor(questions: Questions, channel: Channel) {
    this.#questions = questions
    this.#channel = channel
  }

  async parts(span: Span, rowsEach: number): Promise<Part[]> {
    const each = Number.isFinite(rowsEach) ? String(rowsEach) : '*'
    const answer = await this.#ask('SUM', [String(span.from), String(span.to), each])
    if (!answer.length) throw new Unanswered('It does not know the channel as we do')
    return answer.flatMap(([what, from, to, count, digest = '']) => {
      const part = { from: Number(from), to: Number(to), count: Number(count), digest }
      return what === 'PART' && part.from >= span.from && part.to <= span.to ? [part] : []
    })
  }

  async places(span: Span): Promise<{ places: RowPlace[]; to: number }> {
    const answer = await this.#ask('LIST', [String(span.from), String(span.to)])
    const places = answer.flatMap(([what, text = '']) => (what === 'AT' ? placesOf(text) : []))
    const told = answer.find(([what]) => what === 'TO')
    if (!told) throw new Unanswered('It does not know the channel any more')
    return { places, to: Math.min(Number(told[1]) || 0, span.to) }
  }

  async rows(ids: string[]): Promise<KeptRow[]> {
    const [some = ''] = pack(ids, idsBytes)
    const reader = new RowReader()
    for (const words of await this.#ask('GET', [some])) reader.read(words)
    return reader.end()
  }

  async take(rows: KeptRow[]): Promise<void> {
    await this.#ask('PUT', [], rows.flatMap(wordsOf))
    this.given += rows.length
  }

  #ask(what: string, params: string[], more?: Words[]): Promise<Words[]> {
    const { name, createdAt } = this.#channel
    return this.#questions.ask(what, [name, String(createdAt), ...params], more)
  }
}

export function placeWord({ at, id }: RowPlace): string {
  return `${at},${id}`
}

function placesOf(text: string): RowPlace[] {
  return text.split(' ').flatMap((word) => {
    const comma = word.indexOf(',')
    const at = Number(word.slice(0, comma))
    return comma > 0 && Number.isSafeInteger(at) ? [{ at, id: word.slice(comma + 1) }] : []
  })
}
