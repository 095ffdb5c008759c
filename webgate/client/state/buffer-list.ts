/** The conversations there are: the server first, then channels, then people, each by name. */
import type { Fold } from '#wire/casemap.ts'
import { Buffer, type BufferKind } from './buffer.ts'

/** Conversations with people; what was said in them is in the server's history all the same. */
const peopleMax = 200

export class BufferList {
  readonly server = new Buffer('server', '')
  #all: Buffer[] = [this.server]
  /** Where each name was found last: most lines are for a conversation that had one before. */
  readonly #found = new Map<string, Buffer>()

  /** In order; the array is a new one after each change. */
  get all(): Buffer[] {
    return this.#all
  }

  /** @param fold the server's, which may change from one connection to the next. */
  find(name: string, fold: Fold): Buffer | undefined {
    const key = fold(name)
    const known = this.#found.get(key)
    // People change their names, and servers their rules.
    if (known && fold(known.name) === key && this.#all.includes(known)) return known
    const found = this.#all.find((one) => one !== this.server && fold(one.name) === key)
    if (found) this.#found.set(key, found)
    else this.#found.delete(key)
    return found
  }

  add(kind: BufferKind, name: string): Buffer {
    const buffer = new Buffer(kind, name)
    this.#all = [...this.#all, buffer].sort(inOrder)
    return buffer
  }

  /**
   * However many strangers write, there is an end to their conversations.
   * @returns the one to close before another is opened: where nothing has been said for longest
   */
  tooMany(active: Buffer): Buffer | undefined {
    const people = this.#all.filter(({ kind }) => kind === 'person')
    if (people.length < peopleMax) return undefined
    const idle = people.filter((one) => one !== active && !one.holdsOwn)
    return idle.sort((a, b) => a.lastAt - b.lastAt)[0]
  }

  /** @returns the one that stands in its place now. */
  remove(buffer: Buffer): Buffer {
    const at = this.#all.indexOf(buffer)
    this.#all = this.#all.filter((one) => one !== buffer)
    return this.#all[Math.min(at, this.#all.length - 1)] ?? this.server
  }
}

const ranks = { server: 0, channel: 1, person: 2 }

function inOrder(a: Buffer, b: Buffer): number {
  return ranks[a.kind] - ranks[b.kind] || a.name.localeCompare(b.name)
}
