/** The rows that one batch adds to one log. */
import type { NewRow } from '../store.ts'
import { type Command, resultOf } from './courier.ts'
import type { Keys, Tag } from './keys.ts'
import type { Words } from './node.ts'
import { packRow } from './packed-row.ts'
import { call } from './scripts.ts'
import { crc16 } from './slot.ts'

export class AppendCommand implements Command {
  readonly tag: Tag
  readonly writes = true
  reply: Command['reply']
  readonly #keys: Keys
  readonly #log: string
  readonly #token: number | undefined
  readonly #buffers = new Map<string, number>()
  readonly #rows: (string | number)[] = []
  #count = 0
  #isRegistered = false

  /** @param token of the log's owner */
  constructor(keys: Keys, log: string, token: number | undefined) {
    this.#keys = keys
    this.#log = log
    this.#token = token
    this.tag = keys.log(log)
  }

  /** @returns which of the rows it is. */
  add(row: NewRow): number {
    const { buffer, id, at, event } = row
    let place = this.#buffers.get(buffer)
    if (place === undefined) {
      place = this.#buffers.size
      this.#buffers.set(buffer, place)
    }
    this.#rows.push(place, id, at, event ? 1 : 0, packRow(row))
    return this.#count++
  }

  seq(index: number): number {
    return Number((resultOf(this) as string[])[index])
  }

  words(): Words {
    const { key } = this.tag
    const names = [...this.#buffers.keys()]
    const keys = ['rows', 'seq', 'said', 'any', 'fence', 'bytes'].map(key)
    for (const name of names) keys.push(...bufferKeys(this.tag, name))
    const registered = this.#isRegistered ? 1 : 0
    return call('append', keys, [
      registered,
      crc16(this.#log),
      this.#token ?? '',
      names.length,
      ...names,
      ...this.#rows,
    ])
  }

  /**
   * A log that is new or empty is put on the list of logs first: they lie on different nodes, and
   * a name without rows does no harm, while rows without a name would never be found again.
   */
  before(value: unknown): Command | undefined {
    if (value !== 'new') return undefined
    this.#isRegistered = true
    const tag = this.#keys.registry(this.#log)
    return { tag, writes: true, words: () => call('register', [tag.key('')], [this.#log]) }
  }
}

export function bufferKeys({ key }: Tag, buffer: string): [string, string, string] {
  return [key(`ids/${buffer}`), key(`messages/${buffer}`), key(`events/${buffer}`)]
}
