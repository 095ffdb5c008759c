/** The conversations there are: the server first, then channels, then people, each by name. */
import type { Fold } from '#wire/casemap.ts'
import { Buffer, type BufferKind } from './buffer.ts'

export class BufferList {
  readonly server = new Buffer('server', '')
  #all: Buffer[] = [this.server]

  /** In order; the array is a new one after each change. */
  get all(): Buffer[] {
    return this.#all
  }

  /** @param fold the server's, which may change from one connection to the next. */
  find(name: string, fold: Fold): Buffer | undefined {
    const key = fold(name)
    return this.#all.find((one) => one !== this.server && fold(one.name) === key)
  }

  add(kind: BufferKind, name: string): Buffer {
    const buffer = new Buffer(kind, name)
    this.#all = [...this.#all, buffer].sort(inOrder)
    return buffer
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
