/**
 * The name of this data directory's last lease. Only one bouncer runs on a data directory: when one
 * starts, the one before it has ended, however it ended, and its people need not wait for the lease
 * to run out.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export class LeaseFile {
  readonly #path: string

  constructor(data: string) {
    this.#path = join(data, 'bouncer.lease')
  }

  /** @returns nothing where there is none. */
  async read(): Promise<string | undefined> {
    const id = await readFile(this.#path, 'utf8').catch(() => '')
    return /^[\w-]{36}$/.test(id) ? id : undefined
  }

  /** Where it cannot be written, the next start waits a little longer. */
  async write(id: string): Promise<void> {
    await writeFile(this.#path, id, { mode: 0o600 }).catch(() => {})
  }
}
