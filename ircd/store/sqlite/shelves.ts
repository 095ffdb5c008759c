/** All shelves in one table. Values arrive and leave as JSON text. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'

export class Shelves {
  readonly #get: StatementSync
  readonly #add: StatementSync
  readonly #put: StatementSync
  readonly #replace: StatementSync
  readonly #remove: StatementSync
  readonly #removeAs: StatementSync
  readonly #from: StatementSync
  readonly #next: StatementSync

  constructor(db: DatabaseSync) {
    this.#get = db.prepare('SELECT value FROM shelves WHERE shelf = ? AND key = ?')
    this.#add = db.prepare('INSERT INTO shelves VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
    this.#put = db.prepare(
      'INSERT INTO shelves VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    )
    this.#replace = db.prepare(
      'UPDATE shelves SET value = ? WHERE shelf = ? AND key = ? AND value = ?',
    )
    this.#remove = db.prepare('DELETE FROM shelves WHERE shelf = ? AND key = ?')
    this.#removeAs = db.prepare('DELETE FROM shelves WHERE shelf = ? AND key = ? AND value = ?')
    this.#from = db.prepare(
      'SELECT key, value FROM shelves WHERE shelf = ? AND key >= ? ORDER BY key',
    )
    this.#next = db.prepare('SELECT shelf FROM shelves WHERE shelf > ? ORDER BY shelf LIMIT 1')
  }

  get(shelf: string, key: string): string | undefined {
    return this.#get.get(shelf, key)?.value as string | undefined
  }

  add(shelf: string, key: string, json: string): boolean {
    return this.#add.run(shelf, key, json).changes === 1
  }

  put(shelf: string, key: string, json: string): void {
    this.#put.run(shelf, key, json)
  }

  /** @param json absent to remove the document */
  replace(shelf: string, key: string, was: string, json: string | undefined): boolean {
    const { changes } =
      json === undefined
        ? this.#removeAs.run(shelf, key, was)
        : this.#replace.run(json, shelf, key, was)
    return changes === 1
  }

  remove(shelf: string, key: string): boolean {
    return this.#remove.run(shelf, key).changes === 1
  }

  /** Keys with one prefix stand together; no pattern, so that no character is special. */
  list(shelf: string, prefix: string): [key: string, json: string][] {
    const found: [string, string][] = []
    for (const { key, value } of this.#from.iterate(shelf, prefix)) {
      if (!(key as string).startsWith(prefix)) break
      found.push([key as string, value as string])
    }
    return found
  }

  /** Steps from one name to the next, however much lies between them. */
  shelves(): string[] {
    const found: string[] = []
    for (let last = ''; ; ) {
      const next = this.#next.get(last)?.shelf as string | undefined
      if (next === undefined) return found
      found.push(next)
      last = next
    }
  }
}
