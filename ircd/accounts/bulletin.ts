/**
 * How the processes on one store hear of each other's changes: each change is a row of the log
 * `accounts`, and whoever wants to know reads on from where it was. Rows tell that something has
 * changed, not to what: that is read from the store itself, so that nobody believes old news.
 */
import { randomUUID } from 'node:crypto'
import type { Store } from '#store/store.ts'
import type { News } from './replication/carry-out.ts'

const log = 'accounts'
const pageRows = 200
/** News that is older is forgotten: a process that was away reads the store when it starts. */
const keptMs = 24 * 60 * 60 * 1000

export type Hear = (news: News) => void | Promise<void>

export class Bulletin {
  readonly #store: Store
  readonly #hearers: Hear[] = []
  #seq: number | undefined
  #reading: Promise<void> = Promise.resolve()

  constructor(store: Store) {
    this.#store = store
  }

  async post(all: readonly News[], at: number): Promise<void> {
    if (!all.length) return
    const rows = all.map((news) => {
      return { log, buffer: '', id: randomUUID(), at, event: true, line: JSON.stringify(news) }
    })
    await this.#store.log.append(rows)
  }

  async follow(hear: Hear): Promise<void> {
    this.#hearers.push(hear)
    if (this.#seq !== undefined) return
    this.#seq = await this.#store.log.lastSeq(log)
    await this.#store.log.forget(log, Date.now() - keptMs)
  }

  /**
   * Reads what is new, one reader after the other, so that everybody hears it in its order. A hearer
   * that fails keeps nothing from the others, nor from itself: rejects with what it threw, at the end.
   */
  catchUp(): Promise<void> {
    if (this.#seq === undefined) return Promise.resolve()
    const read = this.#reading.then(() => this.#read())
    // A store that cannot be read is asked again the next time, from the same place.
    this.#reading = read.catch(() => {})
    return read
  }

  async #read(): Promise<void> {
    const faults: unknown[] = []
    for (;;) {
      const rows = await this.#store.log.since(log, this.#seq!, pageRows)
      for (const { seq, line } of rows) {
        this.#seq = seq
        const news = JSON.parse(line) as News
        for (const hear of this.#hearers) {
          try {
            await hear(news)
          } catch (error) {
            faults.push(error)
          }
        }
      }
      if (rows.length < pageRows) break
    }
    if (faults.length > 0) throw faults[0]
  }
}
