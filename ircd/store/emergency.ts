/**
 * What was said while the store refused to keep it, in a file of its own: should the process end
 * before the store recovers, the next one appends it. Nobody has been shown any of it by then; it
 * is for those who could read it nowhere else again.
 *
 * One row a line, as JSON. Rows have ids, so that one which the store took after all is not taken
 * twice.
 */
import { type FileHandle, mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { NewRow, Store } from './store.ts'

const rowsAtOnce = 500
/** How often what has come since is written, while the store refuses. */
const everyMs = 50

export class Emergency {
  readonly #store: Store
  readonly #directory: string
  readonly #owners: readonly string[]
  readonly #fault: (error: Error) => void
  readonly #unheed: () => void
  #written = new Set<readonly NewRow[]>()
  #file: FileHandle | undefined
  #work: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined

  /**
   * @param owners the houses of this process: each has a file of its own there, for whoever has
   * the house next; what they share stands in the first one's
   * @param fault not even the file can be written
   */
  constructor(
    store: Store,
    { directory, owners }: { directory: string; owners: readonly string[] },
    fault: (error: Error) => void,
  ) {
    this.#store = store
    this.#directory = directory
    this.#owners = owners
    this.#fault = fault
    this.#unheed = store.trouble.heed((error) => (error ? this.#begin() : this.#over()))
  }

  /** Appends what a former process left. @returns how many rows there were. */
  async restore(): Promise<number> {
    let restored = 0
    for (const owner of this.#owners) {
      const path = this.#path(owner)
      const text = await readFile(path, 'utf8').catch(missing)
      const rows = text.split('\n').flatMap(rowIn)
      for (let at = 0; at < rows.length; at += rowsAtOnce) {
        await this.#store.log.append(rows.slice(at, at + rowsAtOnce))
      }
      await rm(path, { force: true })
      restored += rows.length
    }
    return restored
  }

  /** To be called before the store closes. What is not safe then stays in the file. */
  async close(): Promise<void> {
    this.#unheed()
    clearInterval(this.#timer)
    this.#inTurn(() => this.#write())
    await this.#work
    await this.#file?.close()
  }

  #begin(): void {
    if (this.#timer) return
    const write = () => this.#inTurn(() => this.#write())
    this.#timer = setInterval(write, everyMs)
    write()
  }

  /** The store has recovered: what is in the file will be safe in a moment. */
  #over(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#inTurn(() => this.#empty())
  }

  #inTurn(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: Error) => this.#fault(error))
  }

  async #write(): Promise<void> {
    const fresh = [...this.#store.unsafe.batches].filter((batch) => !this.#written.has(batch))
    if (fresh.length === 0 || !this.#store.trouble.now) return
    const lines = fresh.flat().map((row) => `${JSON.stringify(row)}\n`)
    this.#file ??= await this.#open()
    await this.#file.appendFile(lines.join(''))
    await this.#file.datasync()
    for (const batch of fresh) this.#written.add(batch)
  }

  async #empty(): Promise<void> {
    while ([...this.#written].some((batch) => this.#store.unsafe.has(batch))) {
      if (this.#store.trouble.now) return
      await new Promise((resolve) => setTimeout(resolve, everyMs))
    }
    this.#written.clear()
    await this.#file?.close()
    this.#file = undefined
    await rm(this.#path(this.#owners[0]!), { force: true })
  }

  async #open(): Promise<FileHandle> {
    await mkdir(this.#directory, { recursive: true })
    return open(this.#path(this.#owners[0]!), 'a', 0o600)
  }

  #path(owner: string): string {
    return join(this.#directory, `emergency.${owner}.jsonl`)
  }
}

function missing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return ''
  throw new Error(`The emergency file cannot be read: ${error.message}`)
}

/** The process may have ended in the middle of a line: nobody was promised that one. */
function rowIn(line: string): NewRow[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as NewRow]
  } catch {
    return []
  }
}
